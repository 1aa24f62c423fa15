import { MusterError } from '@muster/core';

/** Wording of what can go wrong while a first stage is built. */
export const dracutErrors = {
  imageUnknown: (image: string): MusterError =>
    new MusterError({
      code: 'IMAGE_UNKNOWN',
      sentence: `there is no image "${image}"`,
      remedy: 'muster image list shows the images there are',
    }),
  kernelUnknown: (image: string, version: string | undefined, have: readonly string[]): MusterError =>
    new MusterError({
      code: 'KERNEL_UNKNOWN',
      sentence: `image "${image}" has no kernel ${version ?? ''}`.trimEnd(),
      remedy:
        have.length > 0
          ? `use one of: ${have.join(', ')}`
          : `install a kernel in it, then: muster image build ${image}`,
    }),
  nodeUnknown: (node: string): MusterError =>
    new MusterError({
      code: 'NODE_UNKNOWN',
      sentence: `there is no node "${node}"`,
      remedy: 'muster node list shows the nodes there are',
    }),
  disksWrong: (node: string, wrong: readonly string[]): MusterError =>
    new MusterError({
      code: 'DISKS_WRONG',
      sentence: `disks and fileSystems of node ${node} do not fit: ${wrong.join('; ')}`,
      remedy: `muster node edit ${node}`,
    }),
  dracutMissing: (rootfs: string): MusterError =>
    new MusterError({
      code: 'DRACUT_MISSING',
      sentence: `the image in ${rootfs} has no dracut`,
      remedy:
        'install dracut with its network module in the image (Debian: dracut-core, dracut-network, dbus), curl and cpio too; fdisk for root disk',
    }),
  buildFailed: (version: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'DRACUT_FAILED',
      sentence: `dracut could not build an initramfs for kernel ${version}: ${said(cause)}`,
      remedy: 'the lines above are what dracut said of it; install in the image what it misses',
      cause,
    }),
};

function said(cause: unknown): string {
  const lines = ((cause as { all?: string }).all ?? String(cause)).trim().split('\n');
  const dependencies = lines.filter((line) => line.includes(" depends on '"));
  return [...dependencies, ...lines.slice(-3)].join('\n');
}
