import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkConfig, SiteConfig } from '../config/types.ts';

/** Name and configuration of the provisioning network some facts point to: by name, by our own address, by an address on it. */
export function networkOf(
  site: SiteConfig,
  facts: { network?: string; localAddress?: string; remoteAddress?: string },
): readonly [string, NetworkConfig] | undefined {
  const all = Object.entries(site.networks);
  return (
    all.find(([name]) => name === facts.network) ??
    all.find(([, network]) => network.address === facts.localAddress) ??
    all.find(([, network]) => facts.remoteAddress !== undefined && inCidr(network.cidr, facts.remoteAddress))
  );
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
