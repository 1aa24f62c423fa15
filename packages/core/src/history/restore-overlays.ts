import { chmod, lchown, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { OverlayEntry } from '../overlay/types.ts';
import type { KeptOverlay } from './types.ts';

/** Makes the overlays of a folder what was kept: each is written aside and takes its place at once; others are removed. */
export async function restoreOverlays(folder: string, kept: readonly KeptOverlay[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { tree, manifest } of kept) {
    const draft = path.join(folder, `.${tree.name}.restored`);
    await rm(draft, { recursive: true, force: true });
    await mkdir(path.join(draft, 'rootfs'), { recursive: true });
    if (manifest !== undefined) await writeFile(path.join(draft, 'overlay.yaml'), manifest);
    for (const entry of tree.entries) await write(path.join(draft, path.relative(tree.folder, entry.source)), entry);
    await swap(path.join(folder, tree.name), draft);
  }
  const names = new Set(kept.map(({ tree }) => tree.name));
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const gone = entry.isDirectory() && !entry.name.startsWith('.') && !names.has(entry.name);
    if (gone) await rm(path.join(folder, entry.name), { recursive: true });
  }
}

async function write(file: string, { type, mode, uid, gid, target = '', content }: OverlayEntry): Promise<void> {
  if (type === 'directory') await mkdir(file, { recursive: true });
  else if (type === 'symlink') await symlink(target, file);
  else await writeFile(file, content ?? new Uint8Array());
  if (type !== 'symlink') await chmod(file, mode);
  // Only root may give files away; an unprivileged site has owners in overlay.yaml.
  if (process.getuid?.() === 0) await lchown(file, uid, gid);
}

async function swap(place: string, draft: string): Promise<void> {
  const aside = `${draft}.before`;
  await rm(aside, { recursive: true, force: true });
  await rename(place, aside).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
  await rename(draft, place);
  await rm(aside, { recursive: true, force: true });
}
