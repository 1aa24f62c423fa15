import path from 'node:path';
import { createBlobStore } from '../artifact/index.ts';
import type { SiteConfig } from '../config/types.ts';
import { createHistory } from '../history/index.ts';
import { createImageStore } from '../image/index.ts';
import { overlayNames } from '../overlay/scan.ts';
import { createFileStore } from '../registry/index.ts';
import { naturalSort } from '../registry/natural-sort.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import { readRegistryNames } from './registry-names.ts';
import type { NameSource } from './types.ts';

/**
 * Names in the files of a site that no server runs for. Nothing is checked, locked or written, and no plugin is loaded: files
 * that cannot be read are passed over.
 */
export function fileNames({ paths }: Pick<SiteConfig, 'paths'>, distributionOverlays: readonly string[]): NameSource {
  let read: ReturnType<typeof readRegistryNames> | undefined;
  const registry = (): ReturnType<typeof readRegistryNames> => {
    read ??= readRegistryNames(paths.registry);
    return read;
  };
  return {
    nodes: async () => naturalSort((await registry()).nodes),
    profiles: async () => naturalSort((await registry()).profiles),
    bodies: async () => (await registry()).bodies,
    images: async () => {
      const records = await createImageStore({ stateDir: paths.state, blobs: createBlobStore(paths.state) }).list();
      return records.map(({ name }) => name).sort();
    },
    overlays: async () => {
      const folders = await Promise.all([paths.overlays, ...distributionOverlays].map(overlayNames));
      return [...new Set(folders.flat())].sort();
    },
    snapshots: async () => {
      const store = createFileStore({ folder: paths.registry, state: paths.state });
      return describeSnapshots(
        await createHistory({ folder: path.join(paths.state, 'history'), registry: store }).list(),
      );
    },
  };
}
