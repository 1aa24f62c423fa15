import { createHash } from 'node:crypto';
import { breathe } from './breathe.ts';

/** Bytes hashed between two looks at the clock: half a millisecond of work. */
const PIECE = 128 * 1024;

/** SHA-256 in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The same for contents of any length, with pauses. */
export async function sha256InPieces(content: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  const pause = breathe();
  for (let at = 0; at < content.length; at += PIECE) {
    await pause();
    hash.update(content.subarray(at, at + PIECE));
  }
  return hash.digest('hex');
}
