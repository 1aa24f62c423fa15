import { parseCidr, parseCidr6, parseIPv4 } from '@muster/wire';
import type { NetworkConfig, SiteConfig } from '../config/types.ts';

interface Facts {
  readonly network?: string;
  readonly localAddress?: string;
  readonly remoteAddress?: string;
}

/** Name and configuration of the provisioning network some facts point to: by name, by our own address, by an address on it. */
export function networkOf(site: SiteConfig, facts: Facts): readonly [string, NetworkConfig] | undefined {
  const all = Object.entries(site.networks);
  const isRemote = ([, network]: readonly [string, NetworkConfig]): boolean =>
    facts.remoteAddress !== undefined && isOn(network, facts.remoteAddress);
  // Networks behind a relay agent have the address of the network it relays to.
  const reached = all.filter(([, { address, ipv6 }]) => isAmong(facts.localAddress, [address, ipv6?.address]));
  return all.find(([name]) => name === facts.network) ?? reached.find(isRemote) ?? reached[0] ?? all.find(isRemote);
}

/**
 * Base URL and TFTP address as a machine there reaches them, over IPv6 when it came over IPv6. URLs come from configuration,
 * never from `Host`.
 */
export function endpointsOf(site: SiteConfig, facts: Facts): { baseUrl: string; nextServer: string } {
  const network = (networkOf(site, facts) ?? Object.entries(site.networks)[0])?.[1];
  const { localAddress, remoteAddress } = facts;
  const overIpv6 = (localAddress ?? remoteAddress ?? '').includes(':');
  const address = (overIpv6 ? network?.ipv6?.address : undefined) ?? network?.address ?? localAddress ?? '127.0.0.1';
  return {
    baseUrl: site.http.url?.replace(/\/+$/, '') ?? `http://${inUrl(address)}:${site.http.port}`,
    nextServer: (overIpv6 ? undefined : network?.nextServer) ?? address,
  };
}

/** An address as the host of a URL: IPv6 in brackets (RFC 3986 §3.2.2). */
export function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function isAmong(address: string | undefined, known: readonly (string | undefined)[]): boolean {
  return address !== undefined && known.includes(address);
}

/** Whether an address, IPv4 or IPv6, is one of the network's. */
export function isOn({ cidr, ipv6 }: NetworkConfig, address: string): boolean {
  if (address.includes(':')) return ipv6 !== undefined && parseCidr6(ipv6.cidr)?.contains(address) === true;
  const number = parseIPv4(address);
  return number !== undefined && parseCidr(cidr)?.contains(number) === true;
}
