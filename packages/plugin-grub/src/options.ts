import { Type } from 'typebox';

export const grubOptions = Type.Object(
  {
    shim: Type.Array(Type.String(), {
      default: ['/usr/lib/shim/shimx64.efi.signed'],
      description: 'Signed shim for x86-64, the first that exists; absolute.',
    }),
    grub: Type.Array(Type.String(), {
      default: ['/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed'],
      description:
        'Signed network GRUB for x86-64, the first that exists; absolute. What "muster grub fetch" unpacked comes before.',
    }),
    retrySeconds: Type.Integer({
      default: 5,
      minimum: 1,
      maximum: 600,
      description: 'Pause before a boot that failed is tried again.',
    }),
    waitSeconds: Type.Integer({
      default: 15,
      minimum: 1,
      maximum: 3600,
      description: 'Pause before a machine that cannot boot yet (unknown, image missing) asks again.',
    }),
  },
  { additionalProperties: false },
);
