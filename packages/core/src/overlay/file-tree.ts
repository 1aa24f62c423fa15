import path from 'node:path';
import type { PlacedEntry } from './types.ts';

/** Files of several overlays laid over each other in memory. Later entries replace earlier ones, whatever type both have. */
export class FileTree {
  readonly #entries = new Map<string, PlacedEntry>();

  put(entry: PlacedEntry): void {
    this.#makeParents(entry);
    const before = this.#entries.get(entry.path);
    if (before?.type === 'directory' && entry.type !== 'directory') this.#removeBelow(entry.path);
    this.#entries.set(entry.path, entry);
  }

  /** In path order, so that directories come before what they contain. */
  entries(): PlacedEntry[] {
    return [...this.#entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * The kernel makes no parent directories when it unpacks. Only templates that name a file in a folder their overlay does
   * not have get here without them. A link or file in the way gives way: nothing is ever written through a link.
   */
  #makeParents(entry: PlacedEntry): void {
    const folder = path.posix.dirname(entry.path);
    if (folder === '/' || this.#entries.get(folder)?.type === 'directory') return;
    this.put({ path: folder, type: 'directory', mode: 0o755, uid: 0, gid: 0, overlay: entry.overlay });
  }

  #removeBelow(folder: string): void {
    for (const name of this.#entries.keys()) if (name.startsWith(`${folder}/`)) this.#entries.delete(name);
  }
}
