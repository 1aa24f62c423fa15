import type { Lifecycle, NetworkConfig, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { bootStatements, DECLARATIONS } from './boot-statements.ts';
import { type Host, hostDeclaration, hostsOf } from './hosts.ts';
import { indented, text } from './syntax.ts';

export interface DhcpdSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
}

/** A complete dhcpd.conf(5) for the site's networks and nodes. */
export async function dhcpdConf(lifecycle: Lifecycle, snapshot: Snapshot, settings: DhcpdSettings): Promise<string> {
  const statements = statementCache(lifecycle, snapshot);
  const defaultLoader = lifecycle.loaderFor(undefined);
  const lines = [
    `# Made by Muster for snapshot ${snapshot.number}; changes here are lost.`,
    ...(settings.authoritative ? ['authoritative;'] : []),
    `default-lease-time ${settings.leaseTime};`,
    `max-lease-time ${settings.leaseTime};`,
    ...DECLARATIONS,
  ];
  for (const [name, network] of Object.entries(snapshot.site.networks)) {
    const boot = defaultLoader === undefined ? [] : await statements(defaultLoader, name);
    lines.push('', ...subnet(name, network, boot, lifecycle.endpoints({ network: name }).nextServer));
  }
  for (const host of hostsOf(snapshot)) {
    const loader = await loaderOf(lifecycle, host, snapshot);
    const boot = loader === undefined || loader === defaultLoader ? [] : await statements(loader, host.network);
    lines.push('', ...hostDeclaration(host, boot));
  }
  return `${lines.join('\n')}\n`;
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

async function loaderOf(lifecycle: Lifecycle, host: Host, snapshot: Snapshot): Promise<string | undefined> {
  const assignment = await lifecycle.assign({ door: 'dhcpd-conf', time: snapshot.time, mac: host.hwaddr });
  return lifecycle.loaderFor(assignment);
}

/** Statements depend on loader and network only; thousands of hosts share a few sets. */
function statementCache(lifecycle: Lifecycle, snapshot: Snapshot) {
  const made = new Map<string, Promise<string[]>>();
  return (loader: string, network: string): Promise<string[]> => {
    const key = `${loader} ${network}`;
    const known = made.get(key) ?? bootStatements(lifecycle, snapshot, loader, network);
    made.set(key, known);
    return known;
  };
}
