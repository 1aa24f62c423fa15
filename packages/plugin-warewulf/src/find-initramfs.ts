import { stat } from 'node:fs/promises';
import { resolveInRoot } from '@muster/core';

/**
 * The initramfs that an unpacked image brings for this kernel, by the names Warewulf looks for in its `/boot`:
 * `initramfs-VERSION`, `initrd-VERSION` and `initrd.img-VERSION`, with or without `.img` behind. Debug kernels' are not
 * taken for others'. Gives its path inside the image, and the regular file it leads to; links never lead out of the tree.
 */
export async function findInitramfs(
  rootfs: string,
  version: string,
): Promise<{ readonly path: string; readonly file: string } | undefined> {
  for (const stem of ['initramfs-', 'initrd-', 'initrd.img-']) {
    for (const end of ['.img', '']) {
      const path = `/boot/${stem}${version}${end}`;
      const file = await resolveInRoot(rootfs, path);
      if (file !== undefined && (await stat(file).catch(() => undefined))?.isFile() === true) return { path, file };
    }
  }
  return undefined;
}
