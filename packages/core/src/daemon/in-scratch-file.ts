import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Writes a text into a file of this name, in a folder below `parent` that is gone again once `read` is done with it. */
export async function inScratchFile<T>(
  name: string,
  text: string,
  read: (file: string) => Promise<T>,
  parent = os.tmpdir(),
): Promise<T> {
  const folder = await mkdtemp(path.join(parent, 'muster-'));
  try {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return await read(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
