import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { names } from './words.ts';

const digest = Type.String({ description: 'SHA-256, lower-case hexadecimal' });
const size = Type.Integer({ description: 'octets' });

const form = Type.Optional(Type.Object({ digest, size, built: Type.String({ description: 'ISO 8601' }) }));

const image = {
  name: Type.String(),
  source: Type.String({ description: 'what it was imported from' }),
  imported: Type.String({ description: 'ISO 8601' }),
  kernels: Type.Array(Type.Object({ version: Type.String(), path: Type.String(), digest, size }), {
    description: 'newest version first',
  }),
  archive: Type.Optional(
    Type.Object({
      format: Type.Words(['cpio']),
      compression: Type.Words(['gzip']),
      digest,
      size,
      uncompressedSize: size,
      built: Type.String({ description: 'ISO 8601' }),
    }),
  ),
  forms: Type.Optional(
    Type.Object({ 'tar.gz': form, 'tar.zst': form, squashfs: form }, { description: 'built for first stages' }),
  ),
  attributes: Type.Optional(
    Type.Object({
      capabilities: Type.Optional(Type.Integer({ description: 'files with capabilities' })),
      selinux: Type.Boolean({ description: 'whether its system is set up for SELinux' }),
    }),
  ),
  initramfs: Type.Optional(
    Type.Record(Type.Object({ digest, size }), { description: 'of the first stage, by kernel version' }),
  ),
};

const program = Type.Object({
  from: Type.Words(['image', 'server']),
  path: Type.String({ description: 'inside the image, or on the server' }),
  arch: Type.Optional(Type.String()),
  signatures: Type.Array(Type.Object({ subject: Type.Optional(Type.String()), issuer: Type.String() })),
  sbat: Type.Record(Type.Integer(), { description: 'generations by component' }),
});

const secureBoot = Type.Object(
  {
    bootable: Type.Boolean(),
    reasons: Type.Array(Type.String(), { description: 'why it cannot boot so' }),
    programs: Type.Array(program, { description: 'EFI programs its boot starts, or may start' }),
  },
  { description: 'whether it can boot under Secure Boot' },
);

const root = Type.Object({
  root: Type.String({ description: 'a word of boot.root; initramfs is that of a single stage' }),
  form: Type.Optional(Type.String({ description: 'what it is made of; missing while that is not built' })),
  size: Type.Optional(size),
  capabilities: Type.Words(['kept', 'set by /init', 'lost']),
  selinux: Type.Words(['kept', 'lost']),
});

const list = procedure({
  name: 'image.list',
  summary: 'Images',
  method: 'GET',
  path: '/images',
  input: Type.Object({}),
  output: Type.Array(Type.Object(image)),
  run: async ({ site }) => site.services.images.list(),
});

const show = procedure({
  name: 'image.show',
  summary: 'An image, its tree, the nodes that boot it, and who signed what they start',
  method: 'GET',
  path: '/images/show',
  input: Type.Object({ image: Type.String() }),
  output: Type.Object({
    image: Type.Object(image),
    rootfs: Type.String(),
    roots: Type.Array(root),
    nodes: names,
    secureBoot,
  }),
  run: async (context, input) => {
    const { site } = context;
    const { existingImage, nodesOfImage } = await import('../../operations/images.ts');
    const { imageRoots } = await import('../../operations/image-roots.ts');
    const { images, registry } = site.services;
    const record = await existingImage(site.services, input.image);
    const { name } = record;
    const { imageSecureBoot } = await import('../../operations/image-secure-boot.ts');
    const { provisioner, services } = site;
    return {
      image: record,
      rootfs: images.rootfs(name),
      roots: [...imageRoots(provisioner.contributions.items('roots'), record)],
      nodes: await nodesOfImage(await registry.load(), name),
      secureBoot: await imageSecureBoot(record, { provisioner, services, snapshot: await context.snapshot() }),
    };
  },
});

const remove = procedure({
  name: 'image.delete',
  summary: 'Deletes an image with its tree',
  method: 'POST',
  path: '/images/delete',
  changes: true,
  input: Type.Object({ image: Type.String() }),
  output: Type.Object({}),
  run: async ({ site }, input) => {
    const { existingImage } = await import('../../operations/images.ts');
    await site.services.images.delete((await existingImage(site.services, input.image)).name);
    return {};
  },
});

export const imageCalls = { list, show, delete: remove };
