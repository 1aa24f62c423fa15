import { type Cidr, type Ipv4Range, parseCidr, parseIPv4, parseRange } from '@muster/wire';
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
}

/** Configured networks by address, the most specific first. */
export interface NetworkTable {
  readonly networks: readonly Network[];
  /** The network a dotted-quad address (or its number) lies in. */
  find(address: string | number): Network | undefined;
}

/** Reads `networks` of the configuration once; entries whose `cidr` is not valid are left out. */
export function networkTable(configs: Readonly<Record<string, NetworkConfig>>): NetworkTable {
  const networks = Object.entries(configs)
    .flatMap(([name, config]) => {
      const cidr = parseCidr(config.cidr);
      if (cidr === undefined) return [];
      return [{ name, config, cidr, server: parseIPv4(config.address), pool: parseRange(config.pool ?? '') }];
    })
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix);
  return {
    networks,
    find: (address) => {
      const number = typeof address === 'number' ? address : parseIPv4(address);
      return number === undefined ? undefined : networks.find(({ cidr }) => cidr.contains(number));
    },
  };
}
