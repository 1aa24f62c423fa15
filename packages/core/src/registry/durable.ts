import { chmod, chown, open, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a file at once: writes a hidden neighbour, syncs it, renames it, syncs the folder. The mode and owner of a file
 * that was there are kept; a new file gets `mode`. `lastLook` comes right before the renaming; when it throws, nothing is done.
 */
export async function writeDurably(
  file: string,
  content: string | Uint8Array,
  mode = 0o644,
  lastLook?: () => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const before = await stat(file).catch(() => undefined);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before !== undefined) {
      await chmod(temporary, before.mode & 0o7777);
      // Only root may give files away; anybody else keeps their own.
      await chown(temporary, before.uid, before.gid).catch(() => undefined);
    }
    await lastLook?.();
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Makes renames in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes a file that may be gone already. */
export async function removeFile(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}
