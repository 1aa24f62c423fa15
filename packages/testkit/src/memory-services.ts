import {
  createMemoryStore,
  createTimeline,
  type ImageRecord,
  type ImageStore,
  type NetworkConfig,
  type OverlayService,
  type OverlayTree,
  type RegistryData,
  type RegistryStore,
  type Services,
} from '@muster/core';
import type { TSchema } from 'typebox';

const nothing = (): Promise<() => Promise<void>> => Promise.resolve(() => Promise.resolve());
const refuse = (what: string) => (): Promise<never> =>
  Promise.reject(new Error(`${what} is not part of a test provisioner`));

export interface MemoryOptions {
  readonly registry: RegistryData;
  readonly images: readonly ImageRecord[];
  readonly networks: Readonly<Record<string, NetworkConfig>>;
  /** Asked for at the first load, when all plugins have contributed. */
  readonly nodeFields: () => Readonly<Record<string, TSchema>>;
}

/** Services without files: a registry and images given as values, overlays that are named but empty, no secrets. */
export function memoryServices({ registry, images, networks, nodeFields }: MemoryOptions): Services {
  let opened: RegistryStore | undefined;
  const store = (): RegistryStore => {
    opened ??= createMemoryStore(registry, { networks, nodeFields: nodeFields() });
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
    overlays: emptyOverlays(),
    keys: { ensure: () => Promise.resolve([]), hostKeys: () => [], remove: () => Promise.resolve() },
    timeline: createTimeline(),
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
