import { type Static, type TSchema, Type } from 'typebox';
import { dhcpOptionsSchema } from '../net/dhcp-options-schema.ts';
import type { ProofLevel } from '../session/types.ts';
import { nullable } from './nullable.ts';

const NAME_OR_EMPTY = '^([A-Za-z0-9][A-Za-z0-9._-]*)?$';
const REMOVABLE_NAME = '^~?[A-Za-z0-9][A-Za-z0-9._-]*$';
// Loaders put these values on one line of a script or of the kernel's command line.
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f]*$';

const line = (description: string) => Type.Optional(Type.String({ description, pattern: ONE_LINE }));
const name = (description: string) => Type.Optional(Type.String({ description, pattern: NAME_OR_EMPTY }));
const names = (description: string, item: string) =>
  Type.Optional(Type.Array(Type.String({ description: item, pattern: REMOVABLE_NAME }), { description }));
const tags = () =>
  Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'a mapping of names to text for templates' }));
const mapping = { additionalProperties: false } as const;

const profileDeviceFields = {
  device: line('the kernel name wanted, e.g. eth0'),
  type: line('ethernet, infiniband, bond or vlan'),
  gateway: line('an IPv4 address such as 10.0.0.1'),
  mtu: Type.Optional(Type.Integer({ description: 'octets', minimum: 68, maximum: 65535 })),
  onboot: Type.Optional(Type.Boolean({ description: 'whether the node brings the device up by itself' })),
  dns: Type.Optional(
    Type.Array(Type.String({ description: 'an IP address of a name server, or ~ADDRESS to remove one' }), {
      description: 'a list of IP addresses of name servers',
    }),
  ),
  domain: line('a DNS domain'),
  tags: tags(),
};

const nodeDeviceFields = {
  ...profileDeviceFields,
  hwaddr: Type.Optional(Type.String({ description: 'a MAC address such as 52:54:00:12:34:56' })),
  address: Type.Optional(Type.String({ description: 'an IPv4 address such as 10.0.0.5 or 10.0.0.5/22' })),
  address6: Type.Optional(Type.String({ description: 'an IPv6 address such as fd00:1::5 or fd00:1::5/64' })),
};

const devices = <F extends Record<string, TSchema>>(fields: F) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Object(fields, mapping), {
      description: 'a mapping of names to network devices',
    }),
  );

const sharedFields = {
  profiles: names('a list of profiles, merged before this entry', 'the name of a profile, or ~NAME to remove it'),
  comment: Type.Optional(Type.String({ description: 'free text; not inherited' })),
  cluster: line('the name of a cluster'),
  image: name('the name of an image'),
  kernel: Type.Optional(
    Type.Object(
      {
        version: line('a kernel version, or the beginning of one'),
        args: Type.Optional(
          Type.Array(Type.String({ description: 'a kernel argument on one line, or ~ARGUMENT', pattern: ONE_LINE }), {
            description: 'a list of kernel arguments',
          }),
        ),
      },
      mapping,
    ),
  ),
  boot: Type.Optional(
    Type.Object(
      {
        loader: name('the name of a loader, e.g. ipxe or grub'),
        stages: Type.Optional(
          Type.Unsafe<'single' | 'two' | 'auto'>({ type: 'string', enum: ['single', 'two', 'auto'] }),
        ),
        from: Type.Optional(
          Type.Unsafe<'network' | 'disk'>({
            type: 'string',
            enum: ['network', 'disk'],
            description:
              "what its loader starts: the image from the network (default), or what is on the machine's own disk",
          }),
        ),
        timeout: Type.Optional(
          Type.Integer({
            description:
              'seconds the loader shows a menu before it boots; 0 (default): no menu; -1: until somebody chooses',
            minimum: -1,
            maximum: 3600,
          }),
        ),
        root: line(
          'the root a first stage makes of the image, e.g. tmpfs or overlay; tmpfs in a single stage: moved into one',
        ),
        proof: Type.Optional(
          Type.Unsafe<ProofLevel>({ type: 'string', enum: ['open', 'address', 'token', 'asset-key'] }),
        ),
        compat: Type.Optional(Type.Unsafe<'warewulf'>({ type: 'string', enum: ['warewulf'] })),
      },
      mapping,
    ),
  ),
  hardware: Type.Optional(
    Type.Object(
      {
        memory: Type.Optional(
          Type.String({
            description: 'the memory of the machine, e.g. 16GiB',
            pattern: '^\\d+(\\.\\d+)?[KMGT](i?B)?$',
          }),
        ),
        secureBoot: Type.Optional(Type.Boolean({ description: 'whether its firmware starts signed programs only' })),
      },
      mapping,
    ),
  ),
  init: line('the program the root starts last, default /sbin/init'),
  systemOverlays: names('a list of overlays for the boot', 'the name of an overlay, or ~NAME to remove it'),
  runtimeOverlays: names('a list of overlays for the running node', 'the name of an overlay, or ~NAME to remove it'),
  dhcpOptions: dhcpOptionsSchema('further DHCP options, over those of the network'),
  primaryNetwork: line('the name of a network device'),
  discoverable: Type.Optional(
    Type.Boolean({ description: 'whether an unknown machine may become the node while it has no hwaddr' }),
  ),
  tags: tags(),
};

const profileFields = { ...sharedFields, networkDevices: devices(profileDeviceFields) };

const nodeFields = {
  ...sharedFields,
  networkDevices: devices(nodeDeviceFields),
  uuid: Type.Optional(Type.String({ description: 'an SMBIOS UUID as dmidecode prints it' })),
  assetTag: line('the SMBIOS asset tag of the chassis'),
  assetKey: line('a secret the machine proves itself with'),
};

const profileObject = Type.Object(profileFields, mapping);
const nodeObject = Type.Object(nodeFields, mapping);

/** Any value may be `null`, which clears what earlier layers gave. */
export type Nullable<T> = T extends readonly unknown[]
  ? T | null
  : string extends keyof T
    ? { readonly [key: string]: Nullable<T[keyof T]> } | null
    : T extends object
      ? { readonly [K in keyof T]?: Nullable<Exclude<T[K], undefined>> } | null
      : T | null;

/** A profile as written, after types were checked. Contributed fields are beside the known ones. */
export type ProfileBody = NonNullable<Nullable<Static<typeof profileObject>>>;
/** A node as written, after types were checked. */
export type NodeBody = NonNullable<Nullable<Static<typeof nodeObject>>>;

/** Names of the fields core knows; a plugin's contributed field must have another name. */
export const CORE_FIELDS: readonly string[] = Object.keys(nodeFields);
/** Fields that belong to one machine and so cannot be in a profile. */
export const NODE_ONLY_FIELDS: readonly string[] = ['uuid', 'assetTag', 'assetKey', 'hwaddr', 'address', 'address6'];

/** JSON Schema of a profile's body; `contributed` are the plugins' fields by name. */
export function profileSchema(contributed: Readonly<Record<string, TSchema>> = {}): TSchema {
  return nullable(Type.Object({ ...optional(contributed), ...profileObject.properties }, mapping));
}

/** JSON Schema of a node's body; `contributed` are the plugins' fields by name. */
export function nodeSchema(contributed: Readonly<Record<string, TSchema>> = {}): TSchema {
  return nullable(Type.Object({ ...optional(contributed), ...nodeObject.properties }, mapping));
}

/** JSON Schema of a registry file, for editors. */
export function registryFileSchema(contributed: Readonly<Record<string, TSchema>> = {}): TSchema {
  return nullable(
    Type.Object(
      {
        profiles: Type.Optional(Type.Record(Type.String(), profileSchema(contributed))),
        nodes: Type.Optional(Type.Record(Type.String(), nodeSchema(contributed))),
      },
      mapping,
    ),
  );
}

function optional(fields: Readonly<Record<string, TSchema>>): Record<string, TSchema> {
  return Object.fromEntries(Object.entries(fields).map(([key, schema]) => [key, Type.Optional(schema)]));
}
