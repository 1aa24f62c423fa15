import Type, { type Static } from 'typebox';

const seconds = (value: number, description: string) => Type.Integer({ minimum: 10, default: value, description });
const udpPort = (value: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 65_535, default: value, description });

/** Options of the `dhcp` plugin. */
export const DhcpOptions = Type.Object(
  {
    mode: Type.Union([Type.Literal('server'), Type.Literal('proxy'), Type.Literal('off')], {
      default: 'server',
      description:
        "server: gives addresses and tells boot files. proxy: tells boot files only (ProxyDHCP), beside the site's own DHCP server. off: answers nobody.",
    }),
    leaseTime: seconds(3600, 'Lease of a node with a fixed address, in seconds.'),
    poolLeaseTime: seconds(1800, 'Lease of an address from a pool, in seconds.'),
    unknown: Type.Union([Type.Literal('pool'), Type.Literal('ignore')], {
      default: 'pool',
      description:
        'Machines that are not in the registry: give them an address from the pool (a proxy: tell them a boot file), or no answer at all.',
    }),
    authoritative: Type.Boolean({
      default: false,
      description:
        'Refuse (NAK) addresses this server knows nothing of. Only where no other DHCP server is on the wire.',
    }),
    conflictCheck: Type.Boolean({
      default: false,
      description:
        'Ping an address of a pool before it is offered, and set it aside for an hour when something answers. ' +
        'The first offer to a machine comes a second later.',
    }),
    port: udpPort(67, 'UDP port to listen on.'),
    pxePort: udpPort(4011, 'proxy: UDP port of the boot server, which some firmware asks after it has its address.'),
    clientPort: udpPort(68, 'UDP port of clients.'),
    relayPort: udpPort(67, 'UDP port of relay agents.'),
  },
  { additionalProperties: false },
);

export type DhcpOptions = Static<typeof DhcpOptions>;
