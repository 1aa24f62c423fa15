import { type Static, Type } from 'typebox';
import { dhcpOptionsSchema } from '../net/dhcp-options-schema.ts';
import { DURATION } from '../progress/expect/duration.ts';

/** A domain name as RFC 1035 §2.3.1 has it, digits first and underscores too, without the final dot. */
const LABEL = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
const DOMAIN = `^${LABEL}(\\.${LABEL})*$`;

const strict = { additionalProperties: false };

/** `networks.NAME.ipv6`. */
const ipv6Schema = Type.Object(
  {
    cidr: Type.String({ description: 'the IPv6 network, e.g. fd00:1::/64' }),
    address: Type.String({ description: "this server's IPv6 address there, e.g. fd00:1::1", format: 'ipv6' }),
    dns: Type.Optional(
      Type.Array(Type.String({ format: 'ipv6' }), {
        description: 'IPv6 name servers of the nodes (DHCPv6 option 23)',
      }),
    ),
  },
  { ...strict, description: 'the IPv6 network on the same wire; without it no IPv6 is served there' },
);

/** `networks.NAME` as a site writes it. */
export const networkSchema = Type.Object(
  {
    cidr: Type.String({ description: 'the network, e.g. 10.0.0.0/22' }),
    interface: Type.Optional(Type.String({ description: 'interface of this machine there, e.g. eth1', minLength: 1 })),
    address: Type.String({
      description:
        "this server's address there, e.g. 10.0.0.1; of a network behind a relay agent the one it relays to, on another network",
      format: 'ipv4',
    }),
    pool: Type.Optional(
      Type.String({ description: 'addresses for machines without a fixed one, e.g. 10.0.1.1-10.0.1.255' }),
    ),
    gateway: Type.Optional(
      Type.String({ description: 'default gateway of the nodes (DHCP option 3)', format: 'ipv4' }),
    ),
    dns: Type.Optional(
      Type.Array(Type.String({ format: 'ipv4' }), { description: 'name servers of the nodes (DHCP option 6)' }),
    ),
    domain: Type.Optional(
      Type.String({
        description:
          'one DNS domain of the nodes (DHCP option 15), e.g. hpc.example: names of letters, digits, "-" and "_" with dots between them; several to search are domain-search of dhcpOptions',
        pattern: DOMAIN,
        maxLength: 253,
      }),
    ),
    mtu: Type.Optional(Type.Integer({ description: 'interface MTU of the nodes, bytes', minimum: 68, maximum: 65535 })),
    dhcpOptions: dhcpOptionsSchema('further DHCP options of everyone on the network'),
    nextServer: Type.Optional(
      Type.String({ description: "the site's own TFTP server, when it is not this machine", format: 'ipv4' }),
    ),
    ipv6: Type.Optional(ipv6Schema),
    shared: Type.Optional(
      Type.Boolean({ description: 'allows this network to overlap another one or to share its interface' }),
    ),
  },
  strict,
);

const httpSchema = Type.Object(
  {
    port: Type.Integer({
      description: 'port nodes fetch from; 0 takes any free one',
      minimum: 0,
      maximum: 65535,
      default: 9873,
    }),
    listen: Type.Optional(
      Type.Array(Type.String({ format: 'ip' }), {
        description: "addresses to listen on; default: each network's addresses and 127.0.0.1",
        minItems: 1,
        uniqueItems: true,
      }),
    ),
    url: Type.Optional(
      Type.String({ description: 'base URL nodes use instead of http://ADDRESS:PORT, e.g. of a cache', format: 'uri' }),
    ),
  },
  { ...strict, default: {} },
);

const pathsSchema = Type.Object(
  {
    registry: Type.Optional(
      Type.String({ description: 'folder of YAML files with profiles and nodes; default ./registry', minLength: 1 }),
    ),
    state: Type.Optional(
      Type.String({
        description: 'images, blobs, keys, leases; default ./state, or /var/lib/muster for a file in /etc/muster',
        minLength: 1,
      }),
    ),
    overlays: Type.Optional(Type.String({ description: "the site's overlays; default ./overlays", minLength: 1 })),
  },
  { ...strict, default: {}, description: "folders; relative ones start at the configuration's folder" },
);

const bootSchema = Type.Object(
  {
    loader: Type.Optional(
      Type.String({ description: 'default loader; without it the first one a plugin provides', minLength: 1 }),
    ),
    stages: Type.Union([Type.Literal('single'), Type.Literal('two'), Type.Literal('auto')], {
      description:
        'single: image and overlays are the initial root; two: a first stage deploys them; auto: two where one would fail',
      default: 'single',
    }),
    proof: Type.Union(
      [Type.Literal('open'), Type.Literal('address'), Type.Literal('token'), Type.Literal('asset-key')],
      {
        description:
          'what a machine has to prove before it gets what holds secrets: open nothing, address that it asks from the ' +
          "node's address, token that it has this boot's token, asset-key that it has the node's asset key as well; " +
          'see docs/security.md',
        default: 'token',
      },
    ),
    tokenSeconds: Type.Integer({
      description: 'how long a boot token is good for, seconds',
      minimum: 1,
      maximum: 31_536_000,
      default: 3600,
    }),
    idleSeconds: Type.Integer({
      description:
        'silence after which a node that asks for its script is taken to boot anew, seconds; only where its DHCP is ' +
        'served elsewhere, for DHCP tells a new boot',
      minimum: 1,
      maximum: 31_536_000,
      default: 120,
    }),
    expect: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: DURATION, description: 'a time such as 20s or 5m' }), {
        description:
          'how long a stage of a boot may let wait for itself before the node counts as stuck, e.g. { kernel: 30s, init: 5m }; ' +
          'stall is the time a transfer may stand still; what is left out is learnt from the fleet',
      }),
    ),
  },
  { ...strict, default: {} },
);

const discoveryPolicy = (description: string) =>
  Type.Union([Type.Literal('off'), Type.Literal('ask'), Type.Literal('on')], { description });

const discoveryRule = Type.Object(
  {
    network: Type.Optional(
      Type.String({ description: 'machines on this provisioning network, a key of networks', minLength: 1 }),
    ),
    vendor: Type.Optional(
      Type.String({
        description:
          'machines whose MAC address begins so (3c:ec:ef), or whose SMBIOS manufacturer is this text, with * for any ' +
          'characters (Dell*)',
        minLength: 1,
      }),
    ),
    policy: Type.Optional(discoveryPolicy('for them, instead of discovery.policy')),
    nodes: Type.Optional(
      Type.String({
        description: 'which discoverable nodes they may become: names or a selection, e.g. n[01-40] or @profile:gpu',
        minLength: 1,
      }),
    ),
  },
  strict,
);

const discoverySchema = Type.Object(
  {
    policy: Type.Union([Type.Literal('off'), Type.Literal('ask'), Type.Literal('on')], {
      description:
        'what happens to a machine nobody knows: off, it waits until the registry has it; ask, it waits for "muster ' +
        'discover accept"; on, it becomes the next free discoverable node by itself',
      default: 'ask',
    }),
    rules: Type.Array(discoveryRule, {
      description: 'exceptions; the first rule that fits a machine counts',
      default: [],
    }),
  },
  { ...strict, default: {} },
);

/** An entry of `plugins` before the installed plugins are known. */
export const pluginEntrySchema = Type.Union([
  Type.String({ description: 'short name, package or path', minLength: 1 }),
  Type.Array(Type.Unknown(), { description: '[name, options]', minItems: 1, maxItems: 2 }),
  Type.Object({}, { description: 'one name, with its options below it', minProperties: 1, maxProperties: 1 }),
]);

/** The configuration as a site writes it: the one source of its type, of its checks and of its JSON Schema. */
export const siteSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'JSON Schema for editors; not read' })),
    cluster: Type.Optional(Type.String({ description: 'cluster name for templates', minLength: 1 })),
    networks: Type.Record(Type.String(), networkSchema, {
      description: 'provisioning networks by name',
      minProperties: 1,
    }),
    http: httpSchema,
    paths: pathsSchema,
    boot: bootSchema,
    discovery: discoverySchema,
    pluginTimeout: Type.Integer({
      description: 'time a plugin has to start and for each tap, milliseconds',
      minimum: 1,
      default: 10_000,
    }),
    plugins: Type.Array(pluginEntrySchema, { description: 'plugins, each a name or a name with options', default: [] }),
  },
  { ...strict, description: 'Configuration of a Muster site' },
);

/** The configuration once defaults are filled in, before paths are made absolute. */
export type ParsedSite = Static<typeof siteSchema>;

type Open<T> = T extends object ? { readonly [K in keyof T]?: Open<T[K]> } : T;

/** The configuration as a site writes it; only `networks` has to be there. */
export type SiteInput = Pick<ParsedSite, 'networks'> & Open<Omit<ParsedSite, 'networks' | 'plugins'>>;
