import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from './pid.ts';

/** Says what takes long: one line at a time. */
export type Progress = (line: string) => void;

/** To standard error, so that standard output stays usable. */
export const printProgress: Progress = (line) => {
  process.stderr.write(`lab: ${line}\n`);
};

/** `MUSTER_CACHE_DIR`, else `.cache/lab` in the repository. */
export function cacheDirectory(): string {
  return process.env.MUSTER_CACHE_DIR ?? join(repositoryRoot(), '.cache', 'lab');
}

/** Sixteen hexadecimal digits that change with any of the parts. */
export function contentKey(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder `NAME-KEY` of the cache, made by `build` when it is not there. `build` fills a folder of its own, which gets its
 * name only when complete: a run that is killed leaves nothing behind that looks finished. Of several at the same time one builds,
 * and the others wait for it.
 */
export async function cached(name: string, key: string, build: (directory: string) => Promise<void>): Promise<string> {
  const root = cacheDirectory();
  const target = join(root, `${name}-${key}`);
  if (await exists(target)) return target;
  await mkdir(root, { recursive: true });
  await removeLeftovers(root);
  const lock = join(root, `building-${name}-${key}`);
  while (!(await taken(lock))) await setTimeout(500);
  try {
    return (await exists(target)) ? target : await made(root, target, build);
  } finally {
    await rm(lock);
  }
}

/** Whether the lock is ours now. That of a process which is gone counts no more. */
async function taken(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
    return false;
  }
}

async function made(root: string, target: string, build: (directory: string) => Promise<void>): Promise<string> {
  const partial = join(root, `partial-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(partial);
  try {
    await build(partial);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Two may have taken a lock whose owner was gone: what the other made is as good.
    if (!(await exists(target))) throw error;
  }
  return target;
}

async function removeLeftovers(root: string): Promise<void> {
  for (const entry of await readdir(root)) {
    const owner = /^partial-(\d+)-/.exec(entry)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await rm(join(root, entry), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** The folder that holds the workspace's lock file, seen from the sources as from the compiled lab. */
function repositoryRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package-lock.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
