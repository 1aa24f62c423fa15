import { type Cidr, type Cidr6, type Ipv4Range, parseCidr, parseCidr6, parseIPv4, parseRange } from '@muster/wire';
import type { NetworkConfig } from '../config/types.ts';

/** A provisioning network in numbers. */
export interface Network {
  /** Key under `networks` in the configuration. */
  readonly name: string;
  readonly config: NetworkConfig;
  readonly cidr: Cidr;
  /** This server's address there. */
  readonly server: number | undefined;
  readonly pool: Ipv4Range | undefined;
  readonly cidr6: Cidr6 | undefined;
}

/** Configured networks by address, the most specific first. */
export interface NetworkTable {
  readonly networks: readonly Network[];
  /** The network that an address lies in: a dotted quad, its number, or an IPv6 address. */
  find(address: string | number): Network | undefined;
}

/** Reads `networks` of the configuration once; entries whose `cidr` is not valid are left out. */
export function networkTable(configs: Readonly<Record<string, NetworkConfig>>): NetworkTable {
  const networks = Object.entries(configs)
    .flatMap(([name, config]) => {
      const cidr = parseCidr(config.cidr);
      if (cidr === undefined) return [];
      const [server, pool] = [parseIPv4(config.address), parseRange(config.pool ?? '')];
      return [{ name, config, cidr, server, pool, cidr6: parseCidr6(config.ipv6?.cidr ?? '') }];
    })
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix);
  const sixes = networks
    .filter(({ cidr6 }) => cidr6 !== undefined)
    .sort((a, b) => (b.cidr6?.prefix ?? 0) - (a.cidr6?.prefix ?? 0));
  return {
    networks,
    find: (address) => {
      if (typeof address === 'string' && address.includes(':')) {
        return sixes.find(({ cidr6 }) => cidr6?.contains(address) === true);
      }
      const number = typeof address === 'number' ? address : parseIPv4(address);
      return number === undefined ? undefined : networks.find(({ cidr }) => cidr.contains(number));
    },
  };
}
