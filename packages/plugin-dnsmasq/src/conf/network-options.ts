import type { NetworkConfig, NetworkDevice } from '@muster/core';
import { formatIPv4, parseCidr, parseIPv4 } from '@muster/wire';
import type { DnsmasqOptions } from '../options.ts';
import { quoted } from '../syntax.ts';
import { networkTag } from './boot.ts';
import { siteLines, withoutTag } from './site-options.ts';
import type { Part } from './types.ts';

/** `dhcp-range` of a network: without a pool only nodes with a fixed address get one. */
export function range(name: string, network: NetworkConfig, options: DnsmasqOptions): Part {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined || options.dhcp === 'off') return { about: `network "${name}"`, lines: [] };
  const set = `set:${networkTag(name)}`;
  const mask = formatIPv4(cidr.netmask);
  const start = formatIPv4(cidr.network);
  const [what, ...rest] =
    options.dhcp === 'proxy'
      ? [`${start},proxy`]
      : [network.pool?.replace('-', ',') ?? `${start},static`, String(options.poolLeaseTime)];
  return { about: `network "${name}"`, lines: [`dhcp-range=${[set, what, mask, ...rest].join(',')}`] };
}

/** Options of everyone on a network, but for nodes that have some taken away. The empty option 3 keeps dnsmasq from naming itself as the router. */
export function networkOptions(name: string, network: NetworkConfig, taken: ReadonlySet<number>): Part {
  const { gateway, dns, domain, mtu, dhcpOptions } = network;
  const site = siteLines(dhcpOptions);
  const fields = [`3${gateway === undefined ? '' : `,${gateway}`}`, ...common({ dns, domain, mtu })];
  const left = fields.filter((value) => !site.codes.has(codeOf(value)));
  const lines = [...left, ...site.options].map((value) => toldOn(name, value, taken));
  return { about: `network "${name}"`, lines };
}

/** Lines of dnsmasq.conf with what a network tells unasked. */
export function forcedOptions(name: string, { dhcpOptions }: NetworkConfig, taken: ReadonlySet<number>): Part {
  const lines = siteLines(dhcpOptions).forced.map((value) => `dhcp-option-force=${toldOn(name, value, taken)}`);
  return { about: `network "${name}"`, lines };
}

function toldOn(network: string, value: string, taken: ReadonlySet<number>): string {
  const code = codeOf(value);
  return [`tag:${networkTag(network)}`, ...(taken.has(code) ? [`tag:!${withoutTag(code)}`] : []), value].join(',');
}

function codeOf(value: string): number {
  return Number(value.split(',', 1)[0]);
}

/** What a device says in place of its network. */
export function deviceOptions({ gateway, dns, domain, mtu }: NetworkDevice, network: NetworkConfig): string[] {
  return [
    // Core fills the gateway of the network in where a device has none.
    ...(gateway === undefined || gateway === network.gateway ? [] : [`3,${gateway}`]),
    ...(dns?.length === 0 ? ['6'] : []),
    ...common({ dns, domain, mtu }),
  ];
}

function common({
  dns = [],
  domain,
  mtu,
}: {
  readonly dns: readonly string[] | undefined;
  readonly domain: string | undefined;
  readonly mtu: number | undefined;
}): string[] {
  // Option 6 has no room for IPv6 addresses.
  const servers = dns.filter((address) => parseIPv4(address) !== undefined);
  return [
    ...(servers.length === 0 ? [] : [`6,${servers.join(',')}`]),
    ...(domain === undefined ? [] : [`15,${quoted(domain)}`]),
    ...(mtu === undefined ? [] : [`26,${mtu}`]),
  ];
}
