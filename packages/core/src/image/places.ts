import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../artifact/types.ts';
import { imageErrors } from '../errors/image.ts';
import { isMusterError } from '../errors/index.ts';
import { runTool } from './import/run-tool.ts';
import { checkImageName, isImageName } from './name.ts';
import { blobsOf, readRecord } from './record.ts';
import type { ImageRecord } from './types.ts';

/** Blobs nothing refers to any more are kept this long: a boot that began with them may still be running. */
const GRACE_MS = 24 * 60 * 60 * 1000;

/** File whose writing tells watchers that a record changed. */
export const GENERATION = '.generation';

/** Where an image store keeps things, and what its operations share. */
export interface Places {
  readonly stateDir: string;
  /** `<stateDir>/images`. */
  readonly images: string;
  readonly blobs: BlobStore;
}

export function folderOf(places: Places, name: string): string {
  return join(places.images, checkImageName(name));
}

export function rootfsOf(places: Places, name: string): string {
  return join(folderOf(places, name), 'rootfs');
}

/** Names begin with a letter or digit, so what begins with a dot is never an image. */
export function lockOf(places: Places, name: string): string {
  return join(places.images, `.${checkImageName(name)}.lock`);
}

export async function imageNames(places: Places): Promise<string[]> {
  const found = await readdir(places.images, { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isDirectory() && isImageName(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** Throws `IMAGE_UNKNOWN`, with the names there are. */
export async function knownRecord(places: Places, name: string): Promise<ImageRecord> {
  const record = await readRecord(folderOf(places, name), name);
  if (record === undefined) throw imageErrors.unknown(name, await imageNames(places));
  return record;
}

export async function announce(places: Places): Promise<void> {
  await mkdir(places.images, { recursive: true });
  await writeFile(join(places.images, GENERATION), `${process.pid} ${Date.now()}\n`);
}

/** Removes a tree with any file names and owners, without entering what is mounted in it. */
export async function removeTree(folder: string): Promise<void> {
  await runTool({
    name: 'rm',
    args: ['--recursive', '--force', '--one-file-system', '--', folder],
    doing: `removing ${folder}`,
    packageName: 'coreutils',
  });
}

/** Drops old blobs no record points to; does nothing while a record cannot be read, because it may point to any. */
export async function pruneBlobs(places: Places): Promise<void> {
  const keep = new Set<string>();
  try {
    for (const name of await imageNames(places)) {
      const record = await readRecord(folderOf(places, name), name);
      for (const digest of record === undefined ? [] : blobsOf(record)) keep.add(digest);
    }
  } catch (error) {
    if (isMusterError(error)) return;
    throw error;
  }
  await places.blobs.prune(keep, GRACE_MS);
}
