import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SitePaths } from '../config/quick-paths.ts';
import { isImageName } from '../image/name.ts';
import { naturalSort } from '../registry/natural-sort.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import type { RegistryNames } from './registry-names.ts';
import type { NameSource } from './types.ts';

/**
 * Names in the files of a site that no server runs for. Nothing is checked, locked or written, and no plugin is loaded: what
 * cannot be read is left out. Modules are loaded as they are needed, because somebody waits at a shell.
 */
export function fileNames(paths: SitePaths, distributionOverlays: readonly string[]): NameSource {
  const registry = async (): Promise<RegistryNames> => {
    const { readRegistryNames } = await import('./registry-names.ts');
    return readRegistryNames(paths.registry);
  };
  return {
    nodes: async () => naturalSort((await registry()).nodes),
    profiles: async () => naturalSort((await registry()).profiles),
    bodies: async () => (await registry()).bodies,
    images: async () => {
      const found = await readdir(path.join(paths.state, 'images')).catch(() => []);
      return found.filter(isImageName).sort();
    },
    overlays: async () => {
      const { overlayNames } = await import('../overlay/overlay-names.ts');
      const folders = await Promise.all([paths.overlays, ...distributionOverlays].map(overlayNames));
      return [...new Set(folders.flat())].sort();
    },
    unknownMachines: () => Promise.resolve([]),
    snapshots: async () => {
      const { createHistory } = await import('../history/create-history.ts');
      const { createFileStore } = await import('../registry/file-store.ts');
      const store = createFileStore({ folder: paths.registry, state: paths.state });
      return describeSnapshots(
        await createHistory({ folder: path.join(paths.state, 'history'), registry: store }).list(),
      );
    },
  };
}
