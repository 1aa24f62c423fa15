import type { ErrorDetails } from '../errors/muster-error.ts';

/** Number of the control API. Raised when a call changes meaning; new calls and new optional fields do not raise it. */
export const CONTROL_API = 1;

/** Every path of the API begins with it. */
export const PREFIX = `/v${CONTROL_API}`;

/** Name of the socket in the state folder. */
export const SOCKET_NAME = 'control.sock';

/** Header of a request: the API number its client speaks. Without it, e.g. from curl, the path alone decides. */
export const API_HEADER = 'muster-api';

/** Headers of a request: who asks and why, in percent encoding (RFC 3986), because header values are Latin-1. */
export const AUTHOR_HEADER = 'muster-author';
export const REASON_HEADER = 'muster-reason';

/** Media type of answers that come line by line, each line a JSON value. */
export const LINES = 'application/x-ndjson';

/** Largest body of a request, octets. */
export const LARGEST_BODY = 4 * 1024 * 1024;

/** While there is nothing to say on a stream, a line says so this often, ms: a dead peer is noticed by its absence. */
export const BEAT_MS = 5000;

/** A line of a stream, or of a call whose work reported progress or warnings. The last one is `end`, `result` or `error`. */
export type Line =
  | { readonly item: unknown }
  | { readonly beat: true }
  | { readonly progress: { readonly step: string; readonly done?: number; readonly total?: number } }
  | { readonly warning: WireError }
  | { readonly end: true }
  | { readonly result: unknown }
  | { readonly error: WireError };

/** A MusterError on the wire. */
export type WireError = Omit<ErrorDetails, 'cause'>;
