import { Type } from 'typebox';

export const grubOptions = Type.Object(
  {
    shim: Type.Array(Type.String(), {
      default: ['x64', 'aa64', 'ia32'].map((suffix) => `/usr/lib/shim/shim${suffix}.efi.signed`),
      description:
        'Signed shim of this server, absolute; of each architecture (by x64, aa64 or ia32 in the name) the first that exists. Without a pair of shim and GRUB here, those of the distribution’s packages.',
    }),
    grub: Type.Array(Type.String(), {
      default: ['x86_64-efi-signed/grubnetx64', 'arm64-efi-signed/grubnetaa64', 'i386-efi-signed/grubnetia32'].map(
        (name) => `/usr/lib/grub/${name}.efi.signed`,
      ),
      description: 'Signed network GRUB of this server, likewise. What "muster grub fetch" unpacked comes before.',
    }),
    fromImages: Type.Boolean({
      default: true,
      description: "Boot a node by its image's own shim and GRUB, where the image holds both.",
    }),
    modules: Type.String({
      default: '/usr/lib/grub',
      description: 'Folder of GRUB’s platforms (i386-pc, …), of which core images are made; absolute.',
    }),
    preferMade: Type.Array(
      Type.Union([Type.Literal('x86_64-efi'), Type.Literal('arm64-efi'), Type.Literal('i386-efi')]),
      {
        default: [],
        description:
          'Platforms that boot by a core image made here, without a signature, before this server’s signed files: it finds its way behind a ProxyDHCP.',
      },
    ),
    retrySeconds: Type.Integer({
      default: 5,
      minimum: 1,
      maximum: 600,
      description: 'First pause before a boot that failed is tried again; it grows up to 16 times as long.',
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
