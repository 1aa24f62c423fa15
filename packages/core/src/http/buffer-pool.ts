/**
 * Bytes read and written per turn of a download. Large pieces are what makes sending cheap in Node (a third of the CPU of
 * 64 KiB streams); small enough that other connections and DHCP get their turn.
 */
export const PIECE = 256 * 1024;

const KEPT = 64;

/** Buffers of {@link PIECE} bytes used again and again by the downloads of one server. */
export class BufferPool {
  readonly #free: Buffer[] = [];

  take(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafe(PIECE);
  }

  give(buffer: Buffer): void {
    if (this.#free.length < KEPT) this.#free.push(buffer);
  }
}
