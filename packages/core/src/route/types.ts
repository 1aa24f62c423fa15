import type { BootRequest } from '../lifecycle/boot-request.ts';

/** Transports a route answers on. */
export type Transport = 'http' | 'tftp';

export type Method = 'GET' | 'HEAD' | 'POST';

/** The side of a request that only HTTP has. */
export interface HttpExchange {
  readonly method: Method;
  /** Of a repeated header the values in one, with commas (RFC 9110 §5.3). */
  header(name: string): string | undefined;
  /** Octets of the body; undefined when there are more than `limit`. Rejects when the client breaks off. */
  body(limit: number): Promise<Uint8Array | undefined>;
  /** Aborted once the client is gone. */
  gone(): AbortSignal;
  /** The answer may take this long, milliseconds, without the connection being taken for dead. */
  hold(ms: number): void;
}

export interface RouteRequest {
  /** Facts of the request; `mac`, `uuid`, `assetTag`, `assetKey` are filled from path and query by the front door. */
  readonly boot: BootRequest;
  readonly transport: Transport;
  /** Decoded path with leading slash and single slashes. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Absent on TFTP. */
  readonly http?: HttpExchange;
}

/** Bytes in memory, or a regular file that is streamed (and may be ranged). */
export type ReplyBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'file'; readonly file: string; readonly size: number; readonly digest?: string };

/** Transport-neutral answer; TFTP turns a status of 400 and more into an ERROR packet with the body's first line. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: ReplyBody;
  /** Extra HTTP headers, names in title case (`Cache-Control`): GRUB reads header names case-sensitively. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Timeline stage this answer belongs to, and the node it was for. */
  readonly stage?: string;
  readonly node?: string;
  /** Why the machine cannot boot on although it was answered (its image is missing …): for the log and the timeline. */
  readonly problem?: string;
  /** Stable identifier of that problem, for the timeline. */
  readonly code?: string;
  /** Somebody else than the node asked in its name: a remark on the node's timeline, and no stage of its boot. */
  readonly stranger?: true;
  /** Asked for again and again by running nodes: of no interest in the log. */
  readonly routine?: true;
}

/** One route of the node-facing servers. The same list answers HTTP and TFTP. */
export interface Route {
  /** `/ipxe/:wwid`; `:name` matches one segment, a trailing `*` the rest (as params['*']). */
  readonly path: string;
  /** Default: both. */
  readonly transports?: readonly Transport[];
  /** Of HTTP; default GET and HEAD. */
  readonly methods?: readonly Method[];
  readonly summary: string;
  /** Timeline stage that a failure of this route belongs to. */
  readonly stage?: string;
  handle(request: RouteRequest): Promise<Reply> | Reply;
}

/** A file of this machine offered to booting firmware, over TFTP and HTTP under the same path. */
export interface ServedFile {
  /** Path with leading slash, e.g. `/ipxe/undionly.kpxe`. */
  readonly path: string;
  /** Absolute file name on this machine. */
  readonly file: string;
}
