import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../import/run-tool.ts';
import type { Places } from '../places.ts';
import { removeTree } from '../places.ts';
import type { TreeEntry } from '../tree.ts';
import { workName } from '../work-name.ts';
import { packTar } from './pack-tar.ts';
import { packSquashfs } from './squashfs.ts';
import type { FormRecord, ImageForm } from './types.ts';

/** What a form is made of. */
export interface FormSource {
  readonly root: string;
  readonly entries: readonly TreeEntry[];
}

/** How GNU tar compresses: the speed of zstd -3 is that of the disk; gzip's times and names do not belong into a digest. */
const COMPRESSION: Readonly<Record<'tar.gz' | 'tar.zst', string>> = {
  'tar.gz': 'gzip -n -4',
  'tar.zst': 'zstd -3 -T0',
};

/** Makes one form of a tree and takes it into the blob store. Throws `IMAGE_TOOL_MISSING` and `IMAGE_TOOL_FAILED`. */
export async function buildForm(places: Places, form: ImageForm, { root, entries }: FormSource): Promise<FormRecord> {
  const work = join(places.images, await workName());
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    const list = join(work, 'names');
    await writeFile(list, Buffer.from(entries.map(({ path }) => `${path}\0`).join(''), 'latin1'));
    const file = join(work, 'form');
    const tar = packTar(root, list);
    if (form === 'squashfs') await packSquashfs(tar, file, entries[0]);
    else
      await runTool({ ...tar, args: [`--use-compress-program=${COMPRESSION[form]}`, `--file=${file}`, ...tar.args] });
    return { ...(await places.blobs.adopt(file)), built: new Date().toISOString() };
  } finally {
    await removeTree(work);
  }
}
