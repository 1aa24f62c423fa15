import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Changes that come together (an unpacked archive, a git checkout) are told once, this long after the last. */
const QUIET_MS = 100;

/**
 * Calls back after anything below the folders changed. Watches every directory by itself: the recursive watch of Node 20
 * misses files on Linux. Folders that appear later are seen through their parent.
 */
export async function watchFolders(folders: readonly string[], listener: () => void): Promise<() => Promise<void>> {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let walking: Promise<void> = Promise.resolve();

  function changed(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      walking = walk().then(() => {
        if (!closed) listener();
      });
    }, QUIET_MS);
  }

  function add(folder: string): void {
    if (closed || watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.on('error', () => {
        drop(folder);
      });
      watchers.set(folder, watcher);
    } catch {
      drop(folder); // Gone again since it was listed; its parent tells when it comes back.
    }
  }

  function drop(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  async function walk(): Promise<void> {
    const present = new Set<string>();
    for (const folder of folders) {
      if (!(await collect(folder, present))) present.add(await nearestAncestor(folder));
    }
    for (const folder of [...watchers.keys()]) if (!present.has(folder)) drop(folder);
    for (const folder of present) add(folder);
  }

  await walk();
  return async () => {
    closed = true;
    clearTimeout(timer);
    await walking;
    for (const folder of [...watchers.keys()]) drop(folder);
  };
}

/** Adds a directory and all below it; false when it cannot be listed. */
async function collect(folder: string, found: Set<string>): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return false;
  found.add(folder);
  for (const entry of entries)
    if (entry.isDirectory() && entry.name !== '.git') await collect(path.join(folder, entry.name), found);
  return true;
}

async function nearestAncestor(folder: string): Promise<string> {
  const parent = path.dirname(folder);
  if (
    parent === folder ||
    (await readdir(parent).then(
      () => true,
      () => false,
    ))
  )
    return parent;
  return nearestAncestor(parent);
}
