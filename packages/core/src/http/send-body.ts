import { readSync } from 'node:fs';
import type { BodyWriter } from './body-writer.ts';
import { type BufferPool, PIECE } from './buffer-pool.ts';
import type { Slice } from './range.ts';
import type { StreamedContent } from './types.ts';

/**
 * Sends a slice of an open file. Rejects when the client goes away or the file is shorter than announced.
 *
 * Reads synchronously: of a page-cached file that costs half the CPU of asynchronous reads. One piece per turn of the
 * event loop, so that a fast client does not keep others waiting.
 */
export async function sendSlice(
  writer: BodyWriter,
  fd: number,
  { start, length }: Slice,
  pool: BufferPool,
): Promise<void> {
  const buffer = pool.take();
  const end = start + length;
  for (let position = start; position < end; ) {
    const count = readSync(fd, buffer, 0, Math.min(PIECE, end - position), position);
    if (count === 0) throw new Error('the file became shorter while it was sent');
    position += count;
    await writer.write(buffer.subarray(0, count));
    await new Promise(setImmediate);
  }
  await writer.end();
  // Not given back after a failure: a cancelled write may still read from it.
  pool.give(buffer);
}

/** Sends content made on the way; rejects as {@link sendSlice} does. */
export async function sendContent(writer: BodyWriter, content: StreamedContent): Promise<void> {
  let sent = 0;
  for await (const bytes of content.open()) {
    sent += bytes.length;
    if (sent > content.size) throw new Error('the content became longer than announced');
    await writer.write(bytes);
  }
  if (sent < content.size) throw new Error('the content became shorter than announced');
  await writer.end();
}
