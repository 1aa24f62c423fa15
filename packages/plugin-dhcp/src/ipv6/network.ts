import { networkInterfaces } from 'node:os';
import { type Ipv6NetworkConfig, isRelayed, type NetworkConfig, type SiteConfig } from '@muster/core';
import { type Cidr6, canonicalIPv6, parseCidr6 } from '@muster/wire';
import { dhcpErrors } from '../errors.ts';

/** The IPv6 side of a provisioning network as the DHCPv6 server sees it. */
export interface ServedNetwork6 {
  readonly name: string;
  readonly config: NetworkConfig;
  readonly ipv6: Ipv6NetworkConfig;
  readonly cidr: Cidr6;
  /** Our address is on the network itself; otherwise only a relay agent reaches it. */
  readonly onLink: boolean;
}

/** The networks of the configuration that have an IPv6 side, the narrowest first. */
export type Networks6 = readonly ServedNetwork6[];

/** @throws MusterError `DHCP_NETWORK_INVALID` */
export function networks6Of(site: Pick<SiteConfig, 'networks'>): Networks6 {
  return Object.entries(site.networks)
    .flatMap(([name, config]) => (config.ipv6 === undefined ? [] : [served(name, config, config.ipv6)]))
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix);
}

function served(name: string, config: NetworkConfig, ipv6: Ipv6NetworkConfig): ServedNetwork6 {
  const cidr = parseCidr6(ipv6.cidr);
  if (cidr === undefined) {
    throw dhcpErrors.networkInvalid(name, 'ipv6.cidr', ipv6.cidr, 'an IPv6 network such as fd00:1::/64');
  }
  return { name, config, ipv6, cidr, onLink: !isRelayed(ipv6) };
}

/** The interface of this machine that has an IPv6 address; undefined when none has. */
export function interfaceWith(address: string): string | undefined {
  return Object.entries(networkInterfaces()).find(([, addresses = []]) =>
    addresses.some((one) => one.family === 'IPv6' && canonicalIPv6(one.address) === address),
  )?.[0];
}
