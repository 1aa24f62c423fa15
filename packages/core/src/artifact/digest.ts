import { createHash } from 'node:crypto';

/** Length of the pieces a chunk manifest lists; the last piece may be shorter. */
export const CHUNK_SIZE = 4 * 1024 * 1024;

/** What one pass over a file's bytes yields. */
export interface ContentDigest {
  /** SHA-256 of everything, lower-case hex. */
  readonly digest: string;
  readonly size: number;
  /** SHA-256 of each {@link CHUNK_SIZE} piece, in order; empty for an empty file. */
  readonly chunks: readonly string[];
}

/** True for 64 lower-case hex digits: the only names the blob store ever turns into paths. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** Hashes content and its chunks in the same pass. */
export class ContentHasher {
  readonly #whole = createHash('sha256');
  readonly #chunks: string[] = [];
  #piece = createHash('sha256');
  #inPiece = 0;
  #size = 0;

  update(bytes: Uint8Array): void {
    this.#whole.update(bytes);
    this.#size += bytes.length;
    for (let offset = 0; offset < bytes.length; ) {
      const part = bytes.subarray(offset, offset + CHUNK_SIZE - this.#inPiece);
      this.#piece.update(part);
      this.#inPiece += part.length;
      offset += part.length;
      if (this.#inPiece === CHUNK_SIZE) this.#endPiece();
    }
  }

  /** Ends the pass; the hasher cannot be used afterwards. */
  finish(): ContentDigest {
    if (this.#inPiece > 0) this.#endPiece();
    return { digest: this.#whole.digest('hex'), size: this.#size, chunks: this.#chunks };
  }

  #endPiece(): void {
    this.#chunks.push(this.#piece.digest('hex'));
    this.#piece = createHash('sha256');
    this.#inPiece = 0;
  }
}
