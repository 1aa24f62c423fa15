import { crc32Combine } from './crc32-combine.ts';
import type { Segment } from './segment.ts';

/** RFC 1952: DEFLATE, no name, time 0, made on Unix. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/** An empty last block with fixed codes. */
const LAST_BLOCK = Uint8Array.of(3, 0);

/** One gzip member of all segments behind each other. */
export function gzipMember(segments: readonly Segment[]): Uint8Array {
  let crc = 0;
  let size = 0;
  for (const segment of segments) {
    crc = crc32Combine(crc, segment.crc, segment.bytes.length);
    size += segment.bytes.length;
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  return Buffer.concat([HEADER, ...segments.map(({ deflated }) => deflated), LAST_BLOCK, trailer]);
}
