import { randomBytes } from 'node:crypto';
import {
  createAgents,
  createBootSessions,
  createEfiPrograms,
  createLeaseBook,
  createMemoryStore,
  createTimeline,
  createUnknownMachines,
  type ImageRecord,
  type ImageStore,
  type Logger,
  type OverlayService,
  type OverlayTree,
  type RegistryData,
  type RegistryStore,
  type Services,
  type SiteConfig,
  type Snapshot,
} from '@muster/core';
import type { TSchema } from 'typebox';

const nothing = (): Promise<() => Promise<void>> => Promise.resolve(() => Promise.resolve());
const refuse = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`${what} is not part of a test provisioner`));

export interface MemoryOptions {
  readonly registry: RegistryData;
  readonly images: readonly ImageRecord[];
  readonly site: SiteConfig;
  readonly log: Logger;
  readonly snapshot: () => Snapshot;
  /** Asked for at the first load, when all plugins have contributed. */
  readonly nodeFields: () => Readonly<Record<string, TSchema>>;
}

/** Services without files: a registry and images given as values, overlays that are named but empty, no secrets but a key of its own. */
export function memoryServices({ registry, images, site, log, nodeFields, snapshot }: MemoryOptions): Services {
  const leases = createLeaseBook();
  const key = randomBytes(32);
  const unknownMachines = createUnknownMachines({ log });
  const sessions = createBootSessions({
    times: site.boot,
    snapshot,
    key: () => key,
    leases,
    strangers: unknownMachines,
    log,
  });
  const timeline = createTimeline({ sessionOf: (machine) => sessions.of(machine) });
  const overlays = emptyOverlays();
  let opened: RegistryStore | undefined;
  const store = (): RegistryStore => {
    opened ??= createMemoryStore(registry, { networks: site.networks, nodeFields: nodeFields() });
    return opened;
  };
  return {
    registry: {
      load: () => store().load(),
      apply: (edits, expectedId) => store().apply(edits, expectedId),
      preview: (edits) => store().preview(edits),
      texts: (id) => store().texts(id),
      viewOf: (texts) => store().viewOf(texts),
      replace: (texts, expectedId) => store().replace(texts, expectedId),
      watch: nothing,
    },
    images: memoryImages(images),
    blobs: {
      path: () => Promise.resolve(undefined),
      chunks: () => Promise.resolve(undefined),
      adopt: refuse('a blob store'),
      add: refuse('a blob store'),
      put: refuse('a blob store'),
      prune: () => Promise.resolve([]),
    },
    overlays,
    keys: { ensure: () => Promise.resolve([]), hostKeys: () => [], remove: () => Promise.resolve() },
    timeline,
    agents: createAgents({ overlays, timeline, snapshot, log }),
    leases,
    programs: createEfiPrograms(),
    sessions,
    unknownMachines,
  };
}

function memoryImages(images: readonly ImageRecord[]): ImageStore {
  return {
    list: () => Promise.resolve(images),
    get: (name) => Promise.resolve(images.find((image) => image.name === name)),
    rootfs: (name) => `/nonexistent/${name}`,
    import: refuse('importing images'),
    build: refuse('building images'),
    setInitramfs: refuse('building images'),
    delete: refuse('deleting images'),
    restore: refuse('restoring images'),
    watch: nothing,
  };
}

function emptyOverlays(): OverlayService {
  return {
    scan: () => Promise.resolve(new Map<string, OverlayTree>()),
    render: refuse('rendering overlays'),
    watch: nothing,
  };
}
