import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;
const guid = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';
/** Names of GPT partitions have 36 UTF-16 units; these need no quotes anywhere. */
const LABEL = '^[A-Za-z0-9._-]{1,36}$';
const DEVICE = '^/dev/[A-Za-z0-9/._:+-]+$';

/** What mkfs(8) of the image makes. */
export const FORMATS = ['ext4', 'xfs', 'btrfs', 'vfat', 'swap'] as const;
export type Format = (typeof FORMATS)[number];

const partition = Type.Object(
  {
    number: Type.Integer({ minimum: 1, maximum: 128, description: 'its number in the table' }),
    sizeMiB: Type.Optional(Type.Integer({ minimum: 1, description: 'size in MiB; without it all that is left' })),
    startMiB: Type.Optional(
      Type.Integer({ minimum: 1, description: 'where it starts, in MiB; default after the last' }),
    ),
    type: Type.Optional(Type.String({ pattern: guid, description: 'type GUID; default by its file system' })),
    guid: Type.Optional(Type.String({ pattern: guid, description: 'its own GUID; default a random one' })),
  },
  strict,
);

const disk = Type.Object(
  {
    wipeTable: Type.Optional(
      Type.Boolean({
        description: 'a disk that is not as described may be wiped, with all that is on it; default: it is refused',
      }),
    ),
    partitions: Type.Record(Type.String({ pattern: LABEL }), partition, {
      description: 'GPT partitions by their names',
    }),
  },
  strict,
);

const fileSystem = Type.Object(
  {
    format: Type.Unsafe<Format>({ type: 'string', enum: [...FORMATS], description: 'ext4, xfs, btrfs, vfat or swap' }),
    path: Type.Optional(Type.String({ pattern: '^/[A-Za-z0-9._/+:@-]*$', description: 'where it is mounted' })),
    wipe: Type.Optional(
      Type.Boolean({
        description:
          'what else is found there may be wiped; default: it is refused. One as described is kept either way',
      }),
    ),
    label: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9._-]{1,16}$',
        description: 'its label; of xfs 12 letters, of vfat 11 at most',
      }),
    ),
    uuid: Type.Optional(Type.String({ pattern: guid, description: 'its UUID; vfat has none' })),
    mountOptions: Type.Optional(
      Type.String({ pattern: '^[^\\s]+$', description: 'as mount(8) and fstab(5) have them; default "defaults"' }),
    ),
  },
  strict,
);

/** Disks of a node by device, and file systems by device or by the name of a partition. */
export const diskFields = {
  disks: Type.Record(Type.String({ pattern: DEVICE }), disk, { description: 'local disks by device' }),
  fileSystems: Type.Record(Type.String({ pattern: `${DEVICE}|${LABEL}` }), fileSystem, {
    description: 'file systems on local disks, by device or by the name of a partition of disks',
  }),
};

export type DiskFields = {
  readonly disks?: Readonly<Record<string, Static<typeof disk>>>;
  readonly fileSystems?: Readonly<Record<string, Static<typeof fileSystem>>>;
};
