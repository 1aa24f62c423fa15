import { layDhcpOptions, type NetworkConfig, readDhcpOptions, type SiteConfig } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import type { Host } from './hosts.ts';
import { optionStatement, sendUnasked } from './option-statements.ts';
import { type PlacedOptions, placeOptions } from './site-options.ts';
import { indented, oneLine, text } from './syntax.ts';

/** What a network says to the machines on it. */
export interface ToldNetwork {
  readonly placed: PlacedOptions<string>;
  /** Codes of options sent to everybody there, asked for or not. */
  readonly unasked: readonly number[];
}

/** Depends on the hosts: what one of them takes away cannot stand in the subnet. */
export function toldNetworks(site: SiteConfig, hosts: readonly Host[]): ReadonlyMap<string, ToldNetwork> {
  const placed = placeOptions(site, hosts, { fields: fieldLines, option: optionStatement });
  return new Map([...placed].map(([name, told]) => [name, { placed: told, unasked: unaskedOn(site.networks[name]) }]));
}

function unaskedOn(network: NetworkConfig | undefined): number[] {
  const options = layDhcpOptions(readDhcpOptions(network?.dhcpOptions));
  return [...options.values()].filter(({ always }) => always).map(({ code }) => code);
}

function fieldLines({ gateway, dns = [], domain, mtu }: NetworkConfig): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  if (gateway !== undefined) lines.set(3, `option routers ${gateway};`);
  if (dns.length > 0) lines.set(6, `option domain-name-servers ${dns.join(', ')};`);
  if (domain !== undefined) lines.set(15, `option domain-name ${text(domain)};`);
  if (mtu !== undefined) lines.set(26, `option interface-mtu ${mtu};`);
  return lines;
}

export interface SubnetParts {
  readonly name: string;
  readonly network: NetworkConfig;
  readonly told: ToldNetwork | undefined;
  /** Statements for the site's default loader. */
  readonly boot: readonly string[];
  readonly nextServer: string;
}

/** The declaration of a network. */
export function subnet({ name, network, told, boot, nextServer }: SubnetParts): string[] {
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined) return [];
  const body = [
    `next-server ${nextServer};`,
    ...pool(network.pool, told?.placed.pool ?? []),
    ...(told?.placed.subnet ?? []),
    ...sendUnasked(told?.unasked ?? []),
    ...boot,
  ];
  return [
    `# network ${oneLine(name)}`,
    `subnet ${formatIPv4(cidr.network)} netmask ${formatIPv4(cidr.netmask)} {`,
    ...indented(body),
    '}',
  ];
}

function pool(addresses: string | undefined, told: readonly string[]): string[] {
  if (addresses === undefined) return [];
  const range = `range ${addresses.replace('-', ' ')};`;
  return told.length === 0 ? [range] : ['pool {', ...indented([range, ...told]), '}'];
}
