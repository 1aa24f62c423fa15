import type { FileHandle } from 'node:fs/promises';
import { DATA_HEADER_SIZE } from '@muster/wire';
import { type BlockSource, blockCount, frame, framedSize } from './block-source.ts';
import { readFully } from './read-fully.ts';

/** Octets read from the file at a time, at least; a whole window of the largest blocks is not more than one such piece. */
const PIECE = 256 * 1024;

/**
 * A file too large for the cache: read piece by piece, one piece ahead of the client. The piece before is kept, for a
 * client that missed the end of it.
 */
export class StreamSource implements BlockSource {
  readonly size: number;
  readonly blocks: number;
  readonly blksize: number;
  readonly #handle: FileHandle;
  readonly #perPiece: number;
  readonly #pieces = new Map<number, Uint8Array>();
  readonly #reading = new Map<number, Promise<void>>();

  constructor(handle: FileHandle, size: number, blksize: number) {
    this.size = size;
    this.blocks = blockCount(size, blksize);
    this.#handle = handle;
    this.blksize = blksize;
    this.#perPiece = Math.max(64, Math.floor(PIECE / blksize));
  }

  packets(first: number, count: number): Uint8Array | undefined {
    const index = Math.floor((first - 1) / this.#perPiece);
    const place = (first - 1) % this.#perPiece;
    const piece = this.#pieces.get(index);
    if (piece !== undefined && place === 0) this.#readAhead(index + 1);
    const step = this.blksize + DATA_HEADER_SIZE;
    return piece?.subarray(place * step, (place + count) * step);
  }

  async load(block: number): Promise<void> {
    await this.#read(Math.floor((block - 1) / this.#perPiece));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#reading.values());
    this.#pieces.clear();
    await this.#handle.close();
  }

  #readAhead(index: number): void {
    for (const old of this.#pieces.keys()) if (old < index - 2) this.#pieces.delete(old);
    // A failure is reported when the client gets there.
    if (index * this.#perPiece < this.blocks) this.#read(index).catch(() => undefined);
  }

  #read(index: number): Promise<void> {
    if (this.#pieces.has(index)) return Promise.resolve();
    const running = this.#reading.get(index);
    if (running !== undefined) return running;
    const reading = this.#readPiece(index).finally(() => this.#reading.delete(index));
    this.#reading.set(index, reading);
    return reading;
  }

  async #readPiece(index: number): Promise<void> {
    const first = index * this.#perPiece;
    const start = first * this.blksize;
    const length = Math.min(this.#perPiece * this.blksize, this.size - start);
    const bytes = await readFully(this.#handle, start, length);
    const isLast = first + this.#perPiece >= this.blocks;
    const packets = new Uint8Array(
      isLast ? framedSize(length, this.blksize) : this.#perPiece * (this.blksize + DATA_HEADER_SIZE),
    );
    frame(packets, bytes, first + 1, this.blksize);
    this.#pieces.set(index, packets);
  }
}
