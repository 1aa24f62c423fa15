import { randomUUID } from 'node:crypto';
import { chown, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContentDigest, ContentHasher, isDigest } from './digest.ts';
import { syncFolder, writeAll, writeFileDurably } from './durable-file.ts';
import { readInPieces } from './read-in-pieces.ts';
import type { BlobInfo, BlobStore } from './types.ts';

/** Blobs hold whole operating systems, password hashes among them: only owner and group of the state directory read them. */
const BLOB_MODE = 0o640;

/**
 * Blobs in `<stateDir>/blobs/sha256/HEX`, chunk manifests beside them as `HEX.chunks`, unfinished files in
 * `<stateDir>/blobs/incoming`. Any number of processes may use one store.
 */
export function createBlobStore(stateDir: string): BlobStore {
  const folder = join(stateDir, 'blobs', 'sha256');
  const incoming = join(stateDir, 'blobs', 'incoming');

  const regularFile = async (file: string): Promise<{ file: string; size: number } | undefined> => {
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() === true ? { file, size: found.size } : undefined;
  };
  const path: BlobStore['path'] = async (digest) =>
    isDigest(digest) ? await regularFile(join(folder, digest)) : undefined;
  const chunks: BlobStore['chunks'] = async (digest) =>
    isDigest(digest) ? await regularFile(join(folder, `${digest}.chunks`)) : undefined;

  /** Gives a finished, synced file its name. The manifest comes first: a blob that exists has one. */
  const settle = async (temporary: string, content: ContentDigest): Promise<BlobInfo> => {
    const { digest, size } = content;
    const file = join(folder, digest);
    await writeFileDurably(`${file}.chunks`, content.chunks.map((chunk) => `${chunk}\n`).join(''), BLOB_MODE);
    // Also over a blob of this name: what has just been hashed mends one that was damaged, and who reads that keeps it open.
    await rename(temporary, file);
    await syncFolder(folder);
    const now = new Date();
    await utimes(file, now, now);
    if (process.getuid?.() === 0) {
      const owner = await stat(stateDir);
      for (const name of [file, `${file}.chunks`]) await chown(name, owner.uid, owner.gid);
    }
    return { digest, size };
  };

  const put: BlobStore['put'] = async (content) => {
    await mkdir(folder, { recursive: true });
    await mkdir(incoming, { recursive: true });
    const temporary = join(incoming, randomUUID());
    const hasher = new ContentHasher();
    const handle = await open(temporary, 'wx', BLOB_MODE);
    try {
      try {
        for await (const bytes of content) {
          hasher.update(bytes);
          await writeAll(handle, bytes);
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      return await settle(temporary, hasher.finish());
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  };

  const add: BlobStore['add'] = (file) => put(readInPieces(file));

  const adopt: BlobStore['adopt'] = async (file) => {
    await mkdir(folder, { recursive: true });
    const hasher = new ContentHasher();
    for await (const bytes of readInPieces(file)) hasher.update(bytes);
    const handle = await open(file, 'r');
    try {
      await handle.chmod(BLOB_MODE);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      return await settle(file, hasher.finish());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    }
    const info = await add(file);
    await rm(file);
    return info;
  };

  const prune: BlobStore['prune'] = async (keep, olderThanMs) => {
    const oldest = Date.now() - olderThanMs;
    const removed: string[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      if (!isDigest(name) || keep.has(name) || (await lastUse(join(folder, name))) > oldest) continue;
      await rm(join(folder, name), { force: true });
      await rm(join(folder, `${name}.chunks`), { force: true });
      removed.push(name);
    }
    for (const name of await readdir(incoming).catch(() => [])) {
      if ((await lastUse(join(incoming, name))) <= oldest) await rm(join(incoming, name), { force: true });
    }
    return removed;
  };

  return { path, chunks, adopt, add, put, prune };
}

/** Milliseconds since the epoch; a file that has just vanished counts as in use. */
async function lastUse(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? Number.POSITIVE_INFINITY : Math.max(found.mtimeMs, found.atimeMs, found.ctimeMs);
}
