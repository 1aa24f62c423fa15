import type { Command, RegistryView } from '@muster/core';
import { buildInitramfs } from './build-initramfs.ts';
import { dracutErrors } from './errors.ts';

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** `muster image dracut IMAGE`: makes the image bootable in two stages. */
export const dracutCommand: Command = {
  name: 'image dracut',
  summary: "Build the first-stage initramfs of an image with the image's own dracut",
  arguments: [{ syntax: '<image>', summary: 'name of a built image', completes: 'image' }],
  options: [
    { flags: '--kernel <version>', summary: 'kernel to build for; default the newest in the image' },
    { flags: '--disks', summary: 'for root disk too; default where a node with this image has it' },
  ],
  examples: ['muster image dracut debian', 'muster image dracut debian --kernel 6.1.0-40-amd64'],
  run: async ({ args, options, services, snapshot, print, progress }) => {
    const name = String(args.image);
    const wanted = options.kernel as string | undefined;
    const image = await services.images.get(name);
    if (image === undefined) throw dracutErrors.imageUnknown(name);
    const versions = image.kernels.map((kernel) => kernel.version);
    const version = wanted === undefined ? versions[0] : versions.find((have) => have === wanted);
    if (version === undefined) throw dracutErrors.kernelUnknown(name, wanted, versions);
    const disks = options.disks === true || hasDiskRoots((await snapshot()).registry, name);
    progress(`dracut builds the first stage for kernel ${version}`);
    const built = await buildInitramfs(services.images.rootfs(name), version, { disks });
    for (const warning of built.warnings) print(`warning: ${warning}`);
    try {
      const record = await services.images.setInitramfs(name, version, built.file);
      const { size } = record.initramfs?.[version] ?? { size: 0 };
      const kernel = record.kernels.find((one) => one.version === version)?.size ?? 0;
      print(`image ${name}: first stage for kernel ${version}, ${mb(size)}; with the kernel ${mb(size + kernel)}`);
    } finally {
      await built.remove();
    }
  },
};

function hasDiskRoots(registry: RegistryView, image: string): boolean {
  return registry.nodeNames.some((name) => {
    const node = registry.node(name);
    return node?.image === image && node.boot.root === 'disk';
  });
}
