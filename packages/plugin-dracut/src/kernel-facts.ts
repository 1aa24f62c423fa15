import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the first stage needs of a kernel besides network drivers, by root. */
const WANTED: Readonly<Record<string, readonly string[]>> = { overlay: ['squashfs', 'loop', 'overlay'] };

/** Whether this kernel unpacks an initramfs packed by zstd, and the image can pack one; unknown counts as no. */
export function takesZstd(rootfs: string, version: string): boolean {
  const config = [`boot/config-${version}`, `usr/lib/modules/${version}/config`, `lib/modules/${version}/config`]
    .map((file) => path.join(rootfs, file))
    .find((file) => existsSync(file));
  return (
    config !== undefined &&
    existsSync(path.join(rootfs, 'usr/bin/zstd')) &&
    /^CONFIG_RD_ZSTD=y$/m.test(readFileSync(config, 'utf8'))
  );
}

/** What nodes with this kernel cannot have, for whoever builds the first stage. */
export function shortcomings(rootfs: string, version: string): string[] {
  const modules = ['usr/lib/modules', 'lib/modules'].map((folder) => path.join(rootfs, folder, version));
  const folder = modules.find((one) => existsSync(one));
  if (folder === undefined) return [`the image has no modules of kernel ${version}`];
  const known = ['modules.dep', 'modules.builtin']
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  return Object.entries(WANTED).flatMap(([root, names]) => {
    const missing = names.filter((name) => !new RegExp(`/${name}\\.ko`).test(known));
    return missing.length === 0
      ? []
      : [`kernel ${version} has no ${missing.join(', ')}: no node can have root ${root} with it`];
  });
}
