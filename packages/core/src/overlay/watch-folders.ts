import { type FSWatcher, watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Changes that come together (an unpacked archive, a git checkout) are told once, this long after the last. */
const QUIET_MS = 100;
/** Of changes without an end something is told all the same, this long after the first that was not told. */
const LONGEST_MS = 1000;

/** Names in a directory whose changes are told; undefined: all. */
type Told = ReadonlySet<string> | undefined;

/**
 * Calls back after anything below the folders changed. Watches every directory by itself: the recursive watch of Node 20
 * misses files on Linux. A folder that appears later is seen through its parent, of which nothing else is told: a log
 * beside it, written because of what was called back, would call back without end.
 */
export async function watchFolders(folders: readonly string[], listener: () => void): Promise<() => Promise<void>> {
  const watchers = new Map<string, { readonly watcher: FSWatcher; told: Told }>();
  let timer: NodeJS.Timeout | undefined;
  let first: number | undefined;
  let closed = false;
  let walking: Promise<void> = Promise.resolve();

  function changed(): void {
    clearTimeout(timer);
    const now = performance.now();
    first ??= now;
    const wait = Math.max(0, Math.min(QUIET_MS, first + LONGEST_MS - now));
    timer = setTimeout(() => {
      first = undefined;
      walking = walk().then(() => {
        if (!closed) listener();
      });
    }, wait);
  }

  function add(folder: string, told: Told): void {
    if (closed) return;
    const watched = watchers.get(folder);
    if (watched !== undefined) {
      watched.told = told;
      return;
    }
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        const names = watchers.get(folder)?.told;
        if (names === undefined || name === null || names.has(name)) changed();
      });
      watcher.on('error', () => {
        drop(folder);
      });
      watchers.set(folder, { watcher, told });
    } catch {
      drop(folder); // Gone again since it was listed; its parent tells when it comes back.
    }
  }

  function drop(folder: string): void {
    watchers.get(folder)?.watcher.close();
    watchers.delete(folder);
  }

  async function walk(): Promise<void> {
    const present = new Map<string, Told>();
    for (const folder of folders) {
      if (await collect(folder, present)) continue;
      const { ancestor, child } = await nearestAncestor(folder);
      const told = present.get(ancestor);
      if (present.has(ancestor) && told === undefined) continue;
      present.set(ancestor, new Set([...(told ?? []), child]));
    }
    for (const folder of [...watchers.keys()]) if (!present.has(folder)) drop(folder);
    for (const [folder, told] of present) add(folder, told);
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
async function collect(folder: string, found: Map<string, Told>): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return false;
  found.set(folder, undefined);
  for (const entry of entries)
    if (entry.isDirectory() && entry.name !== '.git') await collect(path.join(folder, entry.name), found);
  return true;
}

/** The directory nearest above that can be listed, and the name in it that leads to the folder. */
async function nearestAncestor(folder: string): Promise<{ ancestor: string; child: string }> {
  const ancestor = path.dirname(folder);
  const listed = await readdir(ancestor).then(
    () => true,
    () => false,
  );
  if (listed || ancestor === folder) return { ancestor, child: path.basename(folder) };
  return nearestAncestor(ancestor);
}
