import { canonicalIPv6, parseCidr6 } from '@muster/wire';
import type { NetworkConfig, SiteConfig } from './types.ts';

type Networks = SiteConfig['networks'];

/** This server's addresses on all networks, IPv4 before IPv6. */
export function networkAddresses(networks: Networks): string[] {
  const all = Object.values(networks);
  return [...new Set([...all.map(({ address }) => address), ...all.flatMap(({ ipv6 }) => ipv6?.address ?? [])])];
}

/** The networks with IPv6 addresses in the form of RFC 5952: they are compared with what the kernel tells. */
export function usualSpelling(networks: Networks): Networks {
  return Object.fromEntries(Object.entries(networks).map(([name, network]) => [name, spelled(network)]));
}

function spelled(network: NetworkConfig): NetworkConfig {
  const { ipv6 } = network;
  if (ipv6 === undefined) return network;
  const usual = (text: string): string => canonicalIPv6(text) ?? text;
  const cidr = parseCidr6(ipv6.cidr);
  return {
    ...network,
    ipv6: {
      ...ipv6,
      cidr: cidr === undefined ? ipv6.cidr : `${cidr.network}/${cidr.prefix}`,
      address: usual(ipv6.address),
      ...(ipv6.dns === undefined ? {} : { dns: ipv6.dns.map(usual) }),
    },
  };
}
