import { Type } from 'typebox';

export const ipxeOptions = Type.Object(
  {
    folders: Type.Array(Type.String(), {
      default: ['/usr/lib/ipxe'],
      description: 'Folders searched for iPXE binaries, after what "muster ipxe fetch" unpacked; absolute.',
    }),
    preferFetched: Type.Boolean({
      default: true,
      description: 'Take binaries unpacked by "muster ipxe fetch" before those of the folders.',
    }),
    bootFiles: Type.Record(Type.String(), Type.String(), {
      default: {},
      description:
        'File to use for a client class instead of the default, by class id, e.g. { uefi-x86_64: ipxe.efi }.',
    }),
    signed: Type.Array(Type.String(), {
      default: ['/usr/lib/ipxe/signed'],
      description:
        'Folders with signed builds of iPXE for machines with Secure Boot, in folders x86_64 and arm64: ipxe-shimx64.efi or shimx64.efi beside ipxe.efi; absolute.',
    }),
    kernelShim: Type.Array(Type.String(), {
      default: ['/usr/lib/shim/shimx64.efi.signed'],
      description:
        'shim of the distribution whose kernels are booted, by which a signed iPXE has their signatures checked; the first that exists; absolute.',
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
