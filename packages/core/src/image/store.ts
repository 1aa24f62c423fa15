import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { BlobStore } from '../artifact/types.ts';
import { imageErrors } from '../errors/image.ts';
import { isMusterError, type MusterError } from '../errors/index.ts';
import { buildImage } from './build-image.ts';
import { importImage } from './import-image.ts';
import { withLock } from './lock.ts';
import { mountBelow } from './mounts.ts';
import {
  announce,
  folderOf,
  imageNames,
  knownRecord,
  lockOf,
  type Places,
  pruneBlobs,
  removeTree,
  rootfsOf,
} from './places.ts';
import { readRecord, writeRecord } from './record.ts';
import type { ImageRecord, ImageStore, OnProgress } from './types.ts';
import { watchImages } from './watch.ts';

export interface ImageStoreOptions {
  readonly stateDir: string;
  readonly blobs: BlobStore;
  /** Told about records `list` leaves out because they cannot be read. */
  readonly onBroken?: (error: MusterError) => void;
}

/**
 * Images in `<stateDir>/images/NAME`: the record `image.json`, the tree `rootfs`. Changes of one image are made one after
 * another under a lock that names its owner; records are replaced at once, so readers need no lock.
 */
export function createImageStore({ stateDir, blobs, onBroken }: ImageStoreOptions): ImageStore {
  const state = resolve(stateDir);
  const places: Places = { stateDir: state, images: join(state, 'images'), blobs };
  const silent: OnProgress = () => undefined;

  const locked = async <Result>(name: string, onProgress: OnProgress, work: () => Promise<Result>): Promise<Result> => {
    const lock = lockOf(places, name);
    await mkdir(places.images, { recursive: true });
    return await withLock(lock, work, (pid) => {
      onProgress({ step: `waiting for process ${pid}, which is working on image ${name}` });
    });
  };

  const listed = async (name: string): Promise<ImageRecord | undefined> => {
    try {
      return await readRecord(folderOf(places, name), name);
    } catch (error) {
      if (!isMusterError(error)) throw error;
      onBroken?.(error);
      return undefined;
    }
  };

  return {
    list: async () => {
      const records = await Promise.all((await imageNames(places)).map(listed));
      return records.filter((record) => record !== undefined);
    },
    get: (name) => readRecord(folderOf(places, name), name),
    rootfs: (name) => rootfsOf(places, name),
    import: (name, source, { force = false, onProgress = silent } = {}) =>
      locked(name, onProgress, () => importImage(places, name, source, { force, onProgress })),
    build: (name, { forms = [], onProgress = silent } = {}) =>
      locked(name, onProgress, () => buildImage(places, name, { forms, onProgress })),
    setInitramfs: (name, version, file) =>
      locked(name, silent, async () => {
        const old = await knownRecord(places, name);
        const versions = old.kernels.map((kernel) => kernel.version);
        if (!versions.includes(version)) throw imageErrors.kernelUnknown(name, version, versions);
        const record = { ...old, initramfs: { ...old.initramfs, [version]: await blobs.adopt(file) } };
        await writeRecord(folderOf(places, name), record);
        await announce(places);
        return record;
      }),
    delete: (name) =>
      locked(name, silent, async () => {
        const folder = folderOf(places, name);
        if (!(await imageNames(places)).includes(name)) throw imageErrors.unknown(name, await imageNames(places));
        const mountPoint = await mountBelow(folder);
        if (mountPoint !== undefined) throw imageErrors.mounted(name, mountPoint);
        const aside = join(places.images, `.deleted-${name}`);
        await removeTree(aside);
        await rename(folder, aside);
        await announce(places);
        await removeTree(aside);
        await pruneBlobs(places);
      }),
    restore: (record) =>
      locked(record.name, silent, async () => {
        const folder = folderOf(places, record.name);
        await mkdir(folder, { recursive: true });
        await writeRecord(folder, record);
        await announce(places);
      }),
    watch: (listener) => watchImages(places, listener),
  };
}
