import type { Lifecycle, NetworkConfig, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { DECLARATIONS, statementsFor } from './boot-statements.ts';
import { type DeclaredHost, declaredHosts } from './declared-hosts.ts';
import type { HostSource } from './hosts.ts';
import { indented, text } from './syntax.ts';

export interface DhcpdSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
  /** Statements for the dhcpd that Muster runs itself; it also says in its log which class of machine asks. */
  readonly internal?: readonly string[];
}

/** A piece of the file and what it was made from, as an administrator knows it. */
export interface Part {
  readonly about?: string;
  readonly lines: readonly string[];
}

/** A dhcpd.conf(5): everything but hosts, which dhcpd can be told of while it runs, and hosts. */
export interface DhcpdConf {
  readonly parts: readonly Part[];
  readonly hosts: readonly DeclaredHost[];
}

/** What configurations are rendered from. */
export interface Rendering {
  readonly lifecycle: Lifecycle;
  readonly hosts: HostSource;
}

/** What dhcpd.conf(5) has off. */
const BEHAVIOUR = [
  // Firmware, iPXE and OS of one machine send three client identifiers: it would get three addresses of the pool.
  'ignore-client-uids true;',
  // RFC 6842.
  'echo-client-id true;',
];

/** What dhcpd needs for the site's networks and nodes. */
export async function dhcpdConf(
  { lifecycle, hosts }: Rendering,
  snapshot: Snapshot,
  settings: DhcpdSettings,
): Promise<DhcpdConf> {
  const statements = statementsFor(lifecycle, snapshot, settings.internal !== undefined);
  const defaultLoader = lifecycle.loaderFor(undefined);
  const parts: Part[] = [
    {
      lines: [
        ...(settings.authoritative ? ['authoritative;'] : []),
        ...BEHAVIOUR,
        `default-lease-time ${settings.leaseTime};`,
        `max-lease-time ${settings.leaseTime};`,
        ...DECLARATIONS,
        ...(settings.internal ?? []),
      ],
    },
  ];
  for (const [name, network] of Object.entries(snapshot.site.networks)) {
    const boot = defaultLoader === undefined ? [] : await statements(defaultLoader, name);
    const lines = ['', ...subnet(name, network, boot, lifecycle.endpoints({ network: name }).nextServer)];
    parts.push({ about: `network "${name}"`, lines });
  }
  return { parts, hosts: await declaredHosts(await hosts(snapshot), statements) };
}

function subnet(name: string, network: NetworkConfig, boot: readonly string[], nextServer: string): string[] {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined) return [];
  const body = [
    `next-server ${nextServer};`,
    ...(network.pool === undefined ? [] : [`range ${network.pool.replace('-', ' ')};`]),
    ...(network.gateway === undefined ? [] : [`option routers ${network.gateway};`]),
    ...(network.dns === undefined || network.dns.length === 0
      ? []
      : [`option domain-name-servers ${network.dns.join(', ')};`]),
    ...(network.domain === undefined ? [] : [`option domain-name ${text(network.domain)};`]),
    ...(network.mtu === undefined ? [] : [`option interface-mtu ${network.mtu};`]),
    ...boot,
  ];
  return [
    `# network ${name}`,
    `subnet ${formatIPv4(cidr.network)} netmask ${formatIPv4(cidr.netmask)} {`,
    ...indented(body),
    '}',
  ];
}
