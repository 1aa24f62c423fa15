import { DATA_HEADER_SIZE, writeDataHeader } from '@muster/wire';

/** What a transfer sends: DATA packets, ready to go. Blocks are counted from 1 and do not wrap. */
export interface BlockSource {
  /** Octets of the content. */
  readonly size: number;
  /** The last one is shorter than the others, perhaps empty: it ends the transfer (RFC 1350 §6). */
  readonly blocks: number;
  /** Octets of a block. */
  readonly blksize: number;
  /** DATA packets from a block on, one behind the other: as many of `count` as are in memory; undefined when it is not. */
  packets(first: number, count: number): Uint8Array | undefined;
  /** Brings a block into memory. Rejects when it cannot be read. */
  load(block: number): Promise<void>;
  close(): Promise<void>;
}

export function blockCount(size: number, blksize: number): number {
  return Math.floor(size / blksize) + 1;
}

/** Octets of all DATA packets of a content of this size. */
export function framedSize(size: number, blksize: number): number {
  return size + blockCount(size, blksize) * DATA_HEADER_SIZE;
}

/**
 * Copies content into DATA packets that lie one behind the other, so that sending one is a view and no copy.
 * @param target Starts with the packet of block `first`.
 * @param offset Of the content within `bytes`.
 */
export function frame(target: Uint8Array, bytes: Uint8Array, first: number, blksize: number, offset = 0): void {
  const step = blksize + DATA_HEADER_SIZE;
  for (let index = 0, at = offset; index * step < target.length; index += 1, at += blksize) {
    writeDataHeader(target, index * step, first + index);
    target.set(bytes.subarray(at, at + blksize), index * step + DATA_HEADER_SIZE);
  }
}

/** Content that is in memory as packets already. */
export function framedSource(
  packets: Uint8Array,
  size: number,
  blksize: number,
  close: () => void = () => undefined,
): BlockSource {
  const step = blksize + DATA_HEADER_SIZE;
  return {
    size,
    blocks: blockCount(size, blksize),
    blksize,
    packets: (first, count) => packets.subarray((first - 1) * step, (first - 1 + count) * step),
    load: () => Promise.resolve(),
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

export function bytesSource(bytes: Uint8Array, blksize: number): BlockSource {
  const packets = new Uint8Array(framedSize(bytes.length, blksize));
  frame(packets, bytes, 1, blksize);
  return framedSource(packets, bytes.length, blksize);
}
