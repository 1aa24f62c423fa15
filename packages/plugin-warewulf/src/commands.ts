import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command, ImageStore } from '@muster/core';
import { warewulfErrors } from './errors.ts';
import { findInitramfs } from './find-initramfs.ts';

/** `muster image warewulf IMAGE`: takes the initramfs that the image brings as its first stage. */
export const initramfsCommand: Command = {
  name: 'image warewulf',
  summary: "Use the initramfs in an image's /boot, made with Warewulf's dracut module, for two-stage boots",
  arguments: [{ syntax: '<image>', summary: 'name of a built image', completes: 'image' }],
  options: [{ flags: '--kernel <version>', summary: 'kernel it is for; default the newest in the image' }],
  examples: ['muster image warewulf rocky', 'muster image warewulf rocky --kernel 5.14.0-503.el9.x86_64'],
  run: async ({ args, options, services: { images }, print }) => {
    const name = String(args.image);
    const wanted = options.kernel as string | undefined;
    const image = await images.get(name);
    if (image === undefined) throw warewulfErrors.imageUnknown(name);
    const versions = image.kernels.map((kernel) => kernel.version);
    const version = wanted === undefined ? versions[0] : versions.find((have) => have === wanted);
    if (version === undefined) throw warewulfErrors.kernelUnknown(name, wanted, versions);
    const found = await findInitramfs(images.rootfs(name), version);
    if (found === undefined) throw warewulfErrors.initramfsMissing(name, version);
    const size = await take(images, name, version, found.file);
    print(`image ${name}: first stage for kernel ${version} is its ${found.path}, ${(size / 1e6).toFixed(1)} MB`);
  },
};

/** The store takes the file it is given away: the image keeps its own. Returns its octets. */
async function take(images: ImageStore, name: string, version: string, file: string): Promise<number> {
  const folder = await mkdtemp(join(dirname(images.rootfs(name)), '.initramfs-'));
  try {
    const copy = join(folder, 'initramfs');
    await copyFile(file, copy);
    const record = await images.setInitramfs(name, version, copy);
    return record.initramfs?.[version]?.size ?? 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
