import { chmod, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { type BlobStore, createBlobStore } from '../../src/artifact/index.ts';
import { createImageStore } from '../../src/image/index.ts';
import type { ImageStore, WorkProgress } from '../../src/image/types.ts';

/** An image store in a folder of its own, and a tree to import. */
export interface Workshop {
  readonly folder: string;
  readonly state: string;
  /** A small root file system: a shell, a kernel, links of both kinds, odd modes and names. */
  readonly tree: string;
  readonly blobs: BlobStore;
  readonly images: ImageStore;
  /** The built archive of an image, unpacked from gzip. */
  archiveOf(name: string): Promise<Buffer>;
  remove(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-images-'));
  const state = join(folder, 'state');
  const tree = join(folder, 'tree');
  await mkdir(state);
  await makeTree(tree);
  const blobs = createBlobStore(state);
  const images = createImageStore({ stateDir: state, blobs });
  return {
    folder,
    state,
    tree,
    blobs,
    images,
    archiveOf: async (name) => {
      const record = await images.get(name);
      const blob = await blobs.path(record?.archive?.digest ?? '');
      return gunzipSync(await readFile(blob?.file ?? ''));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export async function makeTree(tree: string): Promise<void> {
  for (const path of ['bin', 'boot', 'etc', 'proc', 'usr/share', 'tmp'])
    await mkdir(join(tree, path), { recursive: true });
  await writeFile(join(tree, 'bin/sh'), '#!shell\n');
  await chmod(join(tree, 'bin/sh'), 0o4755);
  await link(join(tree, 'bin/sh'), join(tree, 'bin/ash'));
  await link(join(tree, 'bin/sh'), join(tree, 'usr/share/shell'));
  await writeFile(join(tree, 'boot/vmlinuz-6.1.0-1-test'), 'a kernel');
  await writeFile(join(tree, 'etc/shadow'), 'root:*:\n');
  await chmod(join(tree, 'etc/shadow'), 0o600);
  await writeFile(join(tree, 'etc/empty'), '');
  await writeFile(join(tree, 'proc/version'), 'not wanted');
  await writeFile(join(tree, 'etc/big'), Buffer.alloc(2_500_000, 'data '));
  await symlink('../bin/sh', join(tree, 'etc/link'));
  await writeFile(Buffer.concat([Buffer.from(`${tree}/etc/caf`), Buffer.from([0xe9])]), 'Latin-1 name');
  await chmod(join(tree, 'tmp'), 0o1777);
}

/** A collector of progress. */
export function collectProgress(): {
  readonly seen: WorkProgress[];
  readonly onProgress: (progress: WorkProgress) => void;
} {
  const seen: WorkProgress[] = [];
  return { seen, onProgress: (progress) => seen.push(progress) };
}
