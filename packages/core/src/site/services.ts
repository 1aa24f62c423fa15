import path from 'node:path';
import type { TSchema } from 'typebox';
import { createBlobStore } from '../artifact/index.ts';
import type { SiteConfig } from '../config/types.ts';
import { createImageStore } from '../image/index.ts';
import { createKeystore } from '../keystore/index.ts';
import { createOverlayService, type OverlayFolder } from '../overlay/index.ts';
import type { Logger, Services } from '../plugin/types.ts';
import { createTimeline } from '../progress/index.ts';
import { createFileStore } from '../registry/index.ts';

export interface ServiceOptions {
  readonly site: SiteConfig;
  readonly log: Logger;
  /** Folders of overlays, the one that hides others first; may grow until the first scan. */
  readonly overlayFolders: readonly OverlayFolder[];
  /** Registry fields of plugins; asked for at the first load. */
  readonly nodeFields: () => Readonly<Record<string, TSchema>>;
}

/** The services over a site's files. Nothing is read or written before the first use. */
export function createServices({ site, log, overlayFolders, nodeFields }: ServiceOptions): Services {
  const { state } = site.paths;
  const blobs = createBlobStore(state);
  const images = createImageStore({
    stateDir: state,
    blobs,
    onBroken: (error) => {
      log.error({ err: error }, 'an image record is left out');
    },
  });
  const keys = createKeystore(state);
  return {
    blobs,
    images,
    keys,
    overlays: createOverlayService({ dirs: overlayFolders, keys, imageRoot: (name) => images.rootfs(name) }),
    registry: createFileStore({
      folder: site.paths.registry,
      state,
      networks: site.networks,
      nodeFields,
      lastGoodFile: path.join(state, 'registry-last-good.json'),
      log,
    }),
    timeline: createTimeline(),
  };
}
