import { MusterError } from '@muster/core';

/** Wording of what can go wrong while an image's initramfs is taken. */
export const warewulfErrors = {
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
  initramfsMissing: (image: string, version: string): MusterError =>
    new MusterError({
      code: 'INITRAMFS_MISSING',
      sentence: `image "${image}" has no initramfs for kernel ${version} in its /boot`,
      remedy: `in the image, with warewulf-dracut installed: dracut --force --no-hostonly --add wwinit --kver ${version}`,
    }),
};
