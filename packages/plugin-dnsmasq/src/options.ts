import Type, { type Static } from 'typebox';

// dnsmasq gives no lease shorter than two minutes.
const seconds = (value: number, description: string) => Type.Integer({ minimum: 120, default: value, description });
const flag = (value: boolean, description: string) => Type.Boolean({ default: value, description });

/** Options of the `dnsmasq` plugin. */
export const DnsmasqOptions = Type.Object(
  {
    dhcp: Type.Union([Type.Literal('server'), Type.Literal('proxy'), Type.Literal('off')], {
      default: 'server',
      description:
        "server: dnsmasq gives addresses. proxy: the site's own DHCP server does, dnsmasq adds the boot file (ProxyDHCP). off: neither.",
    }),
    tftp: flag(true, 'Serve the files of all plugins over TFTP; rendered ones (grub.cfg) are not among them.'),
    dns: flag(false, 'Answer DNS with the names of all nodes, and pass other questions on.'),
    upstream: Type.Array(Type.String(), {
      default: [],
      description: 'Name servers other questions are passed on to; default those of /etc/resolv.conf.',
    }),
    leaseTime: seconds(3600, 'Lease of a node of the registry, in seconds.'),
    poolLeaseTime: seconds(1800, 'Lease of any other machine, in seconds.'),
    unknown: Type.Union([Type.Literal('pool'), Type.Literal('ignore')], {
      default: 'pool',
      description: 'Machines that are not in the registry: give them an address from the pool, or no answer at all.',
    }),
    authoritative: flag(
      false,
      'Refuse (NAK) addresses dnsmasq knows nothing of. Only where no other DHCP server is on the wire.',
    ),
    conflictCheck: flag(
      false,
      'Ping an address of the pool before it is offered: the first offer then comes seconds late.',
    ),
    extra: Type.Array(Type.String(), {
      default: [],
      description: 'Further lines of dnsmasq.conf, as in dnsmasq(8) without the leading dashes.',
    }),
    user: Type.String({ default: 'dnsmasq', description: 'User that dnsmasq becomes when Muster runs as root.' }),
    program: Type.String({ default: 'dnsmasq', description: 'Name or path of the program.' }),
  },
  { additionalProperties: false },
);

export type DnsmasqOptions = Static<typeof DnsmasqOptions>;
