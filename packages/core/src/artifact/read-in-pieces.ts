import { open } from 'node:fs/promises';

const PIECE = 1024 * 1024;

/** The bytes of a file in pieces of 1 MiB. Each piece is valid until the next one is asked for: the buffer is reused. */
export async function* readInPieces(file: string): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
