/** Part of a body: from `start` (inclusive), `length` bytes. */
export interface Slice {
  readonly start: number;
  readonly length: number;
}

/**
 * What a `Range` header asks of a body of `size` bytes (RFC 9110 §14.2): a slice; `unsatisfiable`; or undefined, the
 * whole body, for no header, other units, anything malformed, and several ranges, which boot clients never send.
 */
export function parseRange(header: string | undefined, size: number): Slice | 'unsatisfiable' | undefined {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, length };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, length: end - start + 1 };
}

/** True when `If-None-Match` names this entity tag (RFC 9110 §13.1.2, weak comparison). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((part) => {
    const tag = part.trim().replace(/^W\//, '');
    return tag === '*' || tag === etag;
  });
}

/** True when a range may be answered under this `If-Range` (RFC 9110 §13.1.5): none, or this very entity tag. */
export function rangeStillValid(header: string | undefined, etag: string): boolean {
  return header === undefined || header.trim() === etag;
}
