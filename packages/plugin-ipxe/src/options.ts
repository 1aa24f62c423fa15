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
