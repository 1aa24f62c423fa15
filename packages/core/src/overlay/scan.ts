import path from 'node:path';
import { ContentMemo } from './content-memo.ts';
import { overlayNames } from './overlay-names.ts';
import { readOverlay } from './read-overlay.ts';
import type { OverlayTree } from './types.ts';

/** A folder of overlays (`NAME/rootfs/…`). */
export interface OverlayFolder {
  readonly origin: OverlayTree['origin'];
  /** Absolute. One that does not exist holds no overlays. */
  readonly folder: string;
}

/** Who hides whom. Within one origin the folder named first wins. */
const ORIGINS: readonly OverlayTree['origin'][] = ['site', 'plugin', 'distribution'];

/** Reads overlays; keeps the bytes of unchanged files from one scan to the next. */
export class OverlayScanner {
  readonly #folders: readonly OverlayFolder[];
  #memo = new ContentMemo();

  /** `folders` is read at each scan: plugins contribute theirs after the service is made. */
  constructor(folders: readonly OverlayFolder[]) {
    this.#folders = folders;
  }

  /** All overlays in name order. Throws OVERLAY_UNREADABLE only when a whole folder cannot be listed. */
  async scan(): Promise<ReadonlyMap<string, OverlayTree>> {
    const memo = new ContentMemo(this.#memo);
    const trees = new Map<string, OverlayTree>();
    const folders = [...this.#folders].sort((a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
    for (const { origin, folder } of folders) {
      for (const name of await overlayNames(folder)) {
        if (!trees.has(name))
          trees.set(name, await readOverlay({ name, origin, folder: path.join(folder, name), memo }));
      }
    }
    this.#memo = memo;
    return new Map([...trees].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
