import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { DATA_HEADER_SIZE } from '@muster/wire';
import { type BlockSource, blockCount, frame, framedSize, framedSource } from './block-source.ts';
import { readFully } from './read-fully.ts';
import { StreamSource } from './stream-source.ts';

/** Larger files are streamed: kernels and images would push the boot loaders out. */
const MAX_CACHED = 32 * 1024 * 1024;
const PIECE = 1024 * 1024;

interface Entry {
  readonly bytes: number;
  readonly packets: Promise<Uint8Array>;
  users: number;
}

/** Not a file that can be served. */
export class NotServable extends Error {
  override readonly name = 'NotServable';
}

/**
 * Files as DATA packets. A boot storm reads the same few files: each is read once for a block size, and kept while
 * there is room; what a transfer uses is never dropped. Changed files are read anew: time and size are part of the key.
 */
export class FileCache {
  readonly #capacity: number;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #used = 0;

  /** @param capacity Octets. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Octets held now. */
  get used(): number {
    return this.#used;
  }

  /** @throws NotServable for what is missing or no regular file; the error of the system otherwise. */
  async open(file: string, blksize: number): Promise<BlockSource> {
    const handle = await openRegular(file);
    let kept = false;
    try {
      const { size, mtimeNs, ino } = await handle.stat({ bigint: true });
      const length = Number(size);
      const key = `${file}\0${ino}\0${mtimeNs}\0${size}\0${blksize}`;
      const entry = this.#entries.get(key) ?? this.#admit(key, handle, length, blksize);
      if (entry === undefined) {
        kept = true;
        return new StreamSource(handle, length, blksize);
      }
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      entry.users += 1;
      const release = (): void => {
        entry.users -= 1;
      };
      try {
        return framedSource(await entry.packets, length, blksize, release);
      } catch (error) {
        release();
        this.#drop(key);
        throw error;
      }
    } finally {
      if (!kept) await handle.close();
    }
  }

  /** Starts reading the file; undefined when there is no room for it. */
  #admit(key: string, handle: FileHandle, size: number, blksize: number): Entry | undefined {
    const bytes = framedSize(size, blksize);
    if (size > MAX_CACHED || !this.#makeRoom(bytes)) return undefined;
    const entry: Entry = { bytes, packets: readFramed(handle, size, blksize), users: 0 };
    this.#entries.set(key, entry);
    this.#used += bytes;
    return entry;
  }

  #makeRoom(bytes: number): boolean {
    for (const [key, { users }] of this.#entries) {
      if (this.#used + bytes <= this.#capacity) break;
      if (users === 0) this.#drop(key);
    }
    return this.#used + bytes <= this.#capacity;
  }

  #drop(key: string): void {
    this.#used -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

async function openRegular(file: string): Promise<FileHandle> {
  // O_NONBLOCK: opening a FIFO would wait for a writer for ever.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new NotServable('the file is missing on the server');
    throw error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw new NotServable('not a regular file');
}

/** In pieces, so that copying a large file does not hold up other clients. */
async function readFramed(handle: FileHandle, size: number, blksize: number): Promise<Uint8Array> {
  const packets = new Uint8Array(framedSize(size, blksize));
  const step = blksize + DATA_HEADER_SIZE;
  const perPiece = Math.max(1, Math.floor(PIECE / blksize));
  const blocks = blockCount(size, blksize);
  for (let first = 0; first < blocks; first += perPiece) {
    const start = first * blksize;
    const bytes = await readFully(handle, start, Math.min(perPiece * blksize, size - start));
    const end = Math.min((first + perPiece) * step, packets.length);
    frame(packets.subarray(first * step, end), bytes, first + 1, blksize);
  }
  return packets;
}
