import type { FileHandle } from 'node:fs/promises';

/** Exactly `length` octets at `start`. Rejects when the file ends before: it became shorter while it was being served. */
export async function readFully(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error('the file became shorter while it was being sent');
    done += bytesRead;
  }
  return bytes;
}
