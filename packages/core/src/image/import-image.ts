import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageErrors } from '../errors/image.ts';
import { importTree } from './import/import-tree.ts';
import { mountBelow } from './mounts.ts';
import { announce, folderOf, type Places, removeTree } from './places.ts';
import { isRunning } from './process-identity.ts';
import { readRecord, writeRecord } from './record.ts';
import type { ImageRecord, OnProgress } from './types.ts';
import { workName } from './work-name.ts';

/** What an import does besides its name and source. */
export interface ImportOptions {
  readonly force: boolean;
  readonly onProgress: OnProgress;
}

/** Makes a tree beside the images, then puts it in place. The caller holds the image's lock. */
export async function importImage(
  places: Places,
  name: string,
  source: string,
  { force, onProgress }: ImportOptions,
): Promise<ImageRecord> {
  const folder = folderOf(places, name);
  const old = await readRecord(folder, name).catch((error: unknown) => {
    if (force) return undefined;
    throw error;
  });
  if (old !== undefined && !force) throw imageErrors.exists(name);
  await refuseMounted(name, folder);
  await removeAbandoned(places, onProgress);
  const work = join(places.images, await workName());
  try {
    await mkdir(join(work, 'rootfs'), { recursive: true, mode: 0o755 });
    await importTree(source, join(work, 'rootfs'), { stateDir: places.stateDir, onProgress });
    // What was built from the old tree stays bootable until the next build replaces kernels and archive together.
    const record: ImageRecord = { ...(old ?? { kernels: [] }), name, source, imported: new Date().toISOString() };
    await mkdir(folder, { recursive: true });
    await replaceRootfs(name, folder, join(work, 'rootfs'));
    await writeRecord(folder, record);
    await announce(places);
    return record;
  } finally {
    await removeTree(work);
  }
}

/** Undoes a replacement that a crash cut off between its two renames. The caller holds the image's lock. */
export async function recoverRootfs(folder: string): Promise<void> {
  const [now, old] = [join(folder, 'rootfs'), join(folder, 'rootfs.old')];
  if ((await exists(old)) && !(await exists(now))) await rename(old, now);
}

async function replaceRootfs(name: string, folder: string, fresh: string): Promise<void> {
  const [now, old] = [join(folder, 'rootfs'), join(folder, 'rootfs.old')];
  await recoverRootfs(folder);
  await refuseMounted(name, folder);
  await removeTree(old);
  if (await exists(now)) await rename(now, old);
  await rename(fresh, now);
  await removeTree(old);
}

async function refuseMounted(name: string, folder: string): Promise<void> {
  const mountPoint = await mountBelow(folder);
  if (mountPoint !== undefined) throw imageErrors.mounted(name, mountPoint);
}

/** Removes the work of imports that were killed, but for what is still mounted in it. */
async function removeAbandoned(places: Places, onProgress: OnProgress): Promise<void> {
  for (const name of await readdir(places.images)) {
    const [, pid, started] = /^\.import-(\d+)-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || started === undefined) continue;
    if (await isRunning({ pid: Number(pid), started })) continue;
    const left = join(places.images, name);
    const mountPoint = await mountBelow(left);
    if (mountPoint === undefined) await removeTree(left);
    else onProgress({ step: `${left} is left from an import that was killed; unmount ${mountPoint}`, warning: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
