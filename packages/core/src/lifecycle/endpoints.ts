import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkConfig, SiteConfig } from '../config/types.ts';

/** Name and configuration of the provisioning network some facts point to: by name, by our own address, by an address on it. */
export function networkOf(
  site: SiteConfig,
  facts: { network?: string; localAddress?: string; remoteAddress?: string },
): readonly [string, NetworkConfig] | undefined {
  const all = Object.entries(site.networks);
  const isRemote = ([, network]: readonly [string, NetworkConfig]): boolean =>
    facts.remoteAddress !== undefined && inCidr(network.cidr, facts.remoteAddress);
  // Networks behind a relay agent have the address of the network it relays to.
  const reached = all.filter(([, network]) => network.address === facts.localAddress);
  return all.find(([name]) => name === facts.network) ?? reached.find(isRemote) ?? reached[0] ?? all.find(isRemote);
}

/** Base URL and TFTP address as a machine there reaches them. URLs come from configuration, never from `Host`. */
export function endpointsOf(
  site: SiteConfig,
  facts: { network?: string; localAddress?: string; remoteAddress?: string },
): { baseUrl: string; nextServer: string } {
  const network = (networkOf(site, facts) ?? Object.entries(site.networks)[0])?.[1];
  const address = network?.address ?? facts.localAddress ?? '127.0.0.1';
  return {
    baseUrl: site.http.url?.replace(/\/+$/, '') ?? `http://${address}:${site.http.port}`,
    nextServer: network?.nextServer ?? address,
  };
}

function inCidr(cidr: string, address: string): boolean {
  const network = parseCidr(cidr);
  const number = parseIPv4(address);
  return network !== undefined && number !== undefined && network.contains(number);
}
