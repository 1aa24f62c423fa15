import { stat } from 'node:fs/promises';
import { imageErrors } from '../errors/image.ts';
import { findBootLoaders } from './boot-loaders.ts';
import { archiveTree } from './cpio-archive.ts';
import { readExcludes } from './excludes.ts';
import { gzip } from './gzip.ts';
import { recoverRootfs } from './import-image.ts';
import { findKernels } from './kernels.ts';
import { announce, folderOf, knownRecord, type Places, pruneBlobs, rootfsOf } from './places.ts';
import { writeRecord } from './record.ts';
import { listTree } from './tree.ts';
import type { ArchiveRecord, ImageRecord, KernelRecord, LoaderRecord, OnProgress } from './types.ts';

/** Bytes between two reports of progress. */
const REPORT_EVERY = 16 * 1024 * 1024;

/** Makes kernels and archive of an image's tree, and points its record to them. The caller holds the image's lock. */
export async function buildImage(places: Places, name: string, onProgress: OnProgress): Promise<ImageRecord> {
  const old = await knownRecord(places, name);
  await recoverRootfs(folderOf(places, name));
  const root = rootfsOf(places, name);
  if ((await stat(root).catch(() => undefined))?.isDirectory() !== true) throw imageErrors.treeMissing(name, root);

  onProgress({ step: 'finding kernels' });
  const kernels: KernelRecord[] = [];
  for (const { version, path, file } of await findKernels(root)) {
    kernels.push({ version, path, ...(await places.blobs.add(file)) });
  }
  if (kernels.length === 0) onProgress({ step: 'the tree has no kernel: nodes cannot boot from it', warning: true });
  const loaders = await keepLoaders(places, root);
  const archive = await buildArchive(places, name, root, onProgress);

  const initramfs = initramfsStillFitting(old, kernels);
  const record: ImageRecord = {
    name,
    source: old.source,
    imported: old.imported,
    kernels,
    archive,
    ...(loaders.length === 0 ? {} : { loaders }),
    ...(initramfs === undefined ? {} : { initramfs }),
  };
  await writeRecord(folderOf(places, name), record);
  await announce(places);
  await pruneBlobs(places);
  return record;
}

async function keepLoaders({ blobs }: Places, root: string): Promise<LoaderRecord[]> {
  const loaders: LoaderRecord[] = [];
  for (const { arch, files } of await findBootLoaders(root)) {
    const kept = [];
    for (const { role, path, file } of files) kept.push({ role, path, ...(await blobs.add(file)) });
    loaders.push({ arch, files: kept });
  }
  return loaders;
}

async function buildArchive(
  places: Places,
  name: string,
  root: string,
  onProgress: OnProgress,
): Promise<ArchiveRecord> {
  onProgress({ step: 'listing files' });
  const entries = await listTree(root, await readExcludes(root));
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  const step = 'making the archive';
  let reported = 0;
  const onBytes = (done: number): void => {
    if (done - reported < REPORT_EVERY) return;
    reported = done;
    onProgress({ step, done, total, unit: 'bytes' });
  };
  onProgress({ step, done: 0, total, unit: 'bytes' });
  let uncompressedSize = 0;
  const counted = function* (): Generator<Uint8Array, void, undefined> {
    for (const bytes of archiveTree({ image: name, root, entries, onBytes })) {
      uncompressedSize += bytes.length;
      yield bytes;
    }
  };
  const { digest, size } = await places.blobs.put(gzip(counted()));
  onProgress({ step, done: total, total, unit: 'bytes' });
  return { format: 'cpio', compression: 'gzip', digest, size, uncompressedSize, built: new Date().toISOString() };
}

/** A first stage holds modules of one kernel build: it stays only with the very kernel it was made for. */
function initramfsStillFitting(old: ImageRecord, kernels: readonly KernelRecord[]): ImageRecord['initramfs'] {
  const fitting = Object.entries(old.initramfs ?? {}).filter(([version]) => {
    const before = old.kernels.find((kernel) => kernel.version === version);
    return kernels.some((kernel) => kernel.version === version && kernel.digest === before?.digest);
  });
  return fitting.length === 0 ? undefined : Object.fromEntries(fitting);
}
