import { messageOf, MusterError } from '@muster/core';

/** Wording of what can go wrong while a core image is made. */
export const grubErrors = {
  coreImageFailed: (platform: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'GRUB_CORE_IMAGE_FAILED',
      sentence: `no core image of GRUB for ${platform} could be made: ${messageOf(cause)}`,
      remedy:
        'install grub-common and the modules (Debian: grub-pc-bin for a BIOS), and let the state folder be writable',
    }),
};
