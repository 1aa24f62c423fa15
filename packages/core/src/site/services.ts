import path from 'node:path';
import type { TSchema } from 'typebox';
import { createAgents } from '../agent/index.ts';
import { createBlobStore } from '../artifact/index.ts';
import type { SiteConfig } from '../config/types.ts';
import { createUnknownMachines } from '../discovery/index.ts';
import { createEfiPrograms } from '../efi/index.ts';
import { createImageStore } from '../image/index.ts';
import { createKeystore, secretKey } from '../keystore/index.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { createOverlayService, type OverlayFolder } from '../overlay/index.ts';
import type { Logger, Services } from '../plugin/types.ts';
import { createTimeline } from '../progress/index.ts';
import { createFileStore } from '../registry/index.ts';
import { createBootSessions, createLeaseBook } from '../session/index.ts';

export interface ServiceOptions {
  readonly site: SiteConfig;
  readonly log: Logger;
  /** Folders of overlays, the one that hides others first; may grow until the first scan. */
  readonly overlayFolders: readonly OverlayFolder[];
  /** Registry fields of plugins; asked for at the first load. */
  readonly nodeFields: () => Readonly<Record<string, TSchema>>;
  /** The current snapshot. */
  readonly snapshot: () => Snapshot;
  /** An earlier one, for boots that were under way when the server stopped; undefined when it is not kept. */
  readonly restoreSnapshot?: (number: number) => Promise<Snapshot | undefined>;
}

/** The services over a site's files. Nothing is read or written before the first use. */
export function createServices(options: ServiceOptions): Services {
  const { site, log, overlayFolders, nodeFields, snapshot, restoreSnapshot } = options;
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
  const leases = createLeaseBook();
  const unknownMachines = createUnknownMachines({ file: path.join(state, 'unknown-machines.json'), log });
  const sessions = createBootSessions({
    times: site.boot,
    snapshot,
    key: () => secretKey(state, 'boot-token'),
    leases,
    strangers: unknownMachines,
    log,
    ...(restoreSnapshot === undefined ? {} : { restoreSnapshot }),
    journal: path.join(state, 'sessions.ndjson'),
  });
  const overlays = createOverlayService({ dirs: overlayFolders, keys, imageRoot: (name) => images.rootfs(name) });
  const timeline = createTimeline({ sessionOf: (machine) => sessions.of(machine) });
  return {
    leases,
    agents: createAgents({ overlays, timeline, snapshot, log }),
    sessions,
    unknownMachines,
    blobs,
    programs: createEfiPrograms(),
    images,
    keys,
    overlays,
    registry: createFileStore({
      folder: site.paths.registry,
      state,
      networks: site.networks,
      nodeFields,
      lastGoodFile: path.join(state, 'registry-last-good.json'),
      log,
    }),
    timeline,
  };
}
