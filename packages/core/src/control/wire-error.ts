import { isMusterError, MusterError, messageOf } from '../errors/muster-error.ts';
import type { WireError } from './protocol.ts';

/** What of an error goes over the wire; its cause stays in the log. */
export function toWire({ code, sentence, remedy, usage, where, plugin, hook }: MusterError): WireError {
  return {
    code,
    sentence,
    remedy,
    ...(usage ? { usage } : {}),
    ...(where === undefined ? {} : { where }),
    ...(plugin === undefined ? {} : { plugin }),
    ...(hook === undefined ? {} : { hook }),
  };
}

/** The same of anything that was thrown. */
export function problemOf(thrown: unknown): WireError {
  return isMusterError(thrown)
    ? toWire(thrown)
    : { code: 'UNEXPECTED', sentence: messageOf(thrown), remedy: 'report this' };
}

/** The error as it was thrown in the server. */
export function fromWire(error: WireError): MusterError {
  return new MusterError(error);
}

const STATUS: readonly (readonly [RegExp, number])[] = [
  [/^CONTROL_(INPUT_INVALID|BODY_INVALID|VERSION)$/, 400],
  [/^CONTROL_BODY_TOO_LARGE$/, 413],
  [/^CONTROL_FAILED$/, 500],
  [/_UNKNOWN(_|$)|_NOT_FOUND$/, 404],
  [/_(EXISTS|CONFLICT|LOCKED|USED)$/, 409],
];

/** HTTP status (RFC 9110) for an error: 422 for a request that is understood and cannot be done. */
export function statusOf({ code }: Pick<MusterError, 'code'>): number {
  return STATUS.find(([pattern]) => pattern.test(code))?.[1] ?? 422;
}
