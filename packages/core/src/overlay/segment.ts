import { constants, crc32, deflateRawSync } from 'node:zlib';

/** From this many octets on, content is compressed on its own, once for all archives that hold it. */
export const SHARED_FROM = 8192;

/** A part of an archive and its compressed form, which can stand between others: it looks back to nothing before it. */
export class Segment {
  readonly bytes: Uint8Array;
  #crc: number | undefined;
  #deflated: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get crc(): number {
    this.#crc ??= crc32(this.bytes);
    return this.#crc;
  }

  /** Whole blocks of raw DEFLATE (RFC 1951), none of them the last, up to a limit of octets. */
  get deflated(): Uint8Array {
    this.#deflated ??= deflate(this.bytes);
    return this.#deflated;
  }
}

const segments = new WeakMap<Uint8Array, Segment>();

/** The one segment of this very array, which nobody changes, for as long as it is in use. */
export function segmentOf(bytes: Uint8Array): Segment {
  const known = segments.get(bytes);
  if (known !== undefined) return known;
  const segment = new Segment(bytes);
  segments.set(bytes, segment);
  return segment;
}

function deflate(bytes: Uint8Array): Uint8Array {
  // Measured: of a small part most of the cost is zlib's tables, which follow the window; lines of /etc/hosts for 10 000
  // nodes take a third of level 6's time at level 5, and no octet more.
  const windowBits = Math.min(Math.max(Math.ceil(Math.log2(bytes.length)), 9), 15);
  const level = bytes.length < SHARED_FROM ? 6 : 5;
  const chunkSize = Math.min(bytes.length + 64, 1 << 16);
  const deflated = deflateRawSync(bytes, { level, windowBits, chunkSize, finishFlush: constants.Z_FULL_FLUSH });
  // A copy: what zlib gives is the beginning of a buffer of chunkSize.
  return Uint8Array.from(deflated);
}
