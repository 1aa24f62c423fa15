import { isRelayed, type NetworkConfig, readDhcpOptions, type SiteConfig, type SiteDhcpOption } from '@muster/core';
import { type Cidr, type Ipv4Range, OPTIONS, parseCidr, parseIPv4, parseRange } from '@muster/wire';
import { dhcpErrors } from './errors.ts';

/** Options of one layer by code; undefined for one that takes away what a layer below gave. */
export type SiteOptions = ReadonlyMap<number, SiteDhcpOption | undefined>;

/** A provisioning network as the DHCP server sees it. Addresses are unsigned 32-bit numbers. */
export interface ServedNetwork {
  readonly name: string;
  readonly config: NetworkConfig;
  readonly cidr: Cidr;
  /** Our address: the server identifier, and the socket replies leave by. */
  readonly address: number;
  readonly pool: Ipv4Range | undefined;
  /** `address` as the value of option 54. */
  readonly identifier: Uint8Array;
  readonly siteOptions: SiteOptions;
  /** Our address is on the network itself; otherwise only a relay agent reaches it. */
  readonly onLink: boolean;
  /** Addresses no pool client ever gets: our own, the gateway's, name servers', network and broadcast address. */
  readonly reserved: ReadonlySet<number>;
}

/** The networks of the configuration, searchable by address. */
export class Networks {
  readonly list: readonly ServedNetwork[];

  constructor(list: readonly ServedNetwork[]) {
    this.list = [...list].sort((a, b) => b.cidr.prefix - a.cidr.prefix);
  }

  /** The network this address is on, the narrowest first. */
  containing(address: number): ServedNetwork | undefined {
    return this.list.find((network) => network.cidr.contains(address));
  }

  /** Networks on which we use this address as server identifier: several when relays reach them through one address. */
  servedFrom(address: number): readonly ServedNetwork[] {
    return this.list.filter((network) => network.address === address);
  }
}

/** @throws MusterError `DHCP_NETWORK_INVALID` */
export function networksOf(site: Pick<SiteConfig, 'networks'>): Networks {
  return new Networks(Object.entries(site.networks).map(([name, config]) => servedNetwork(name, config)));
}

function servedNetwork(name: string, config: NetworkConfig): ServedNetwork {
  const cidr = parseCidr(config.cidr);
  if (cidr === undefined) throw dhcpErrors.networkInvalid(name, 'cidr', config.cidr, 'a network such as 10.0.0.0/22');
  const address = parseIPv4(config.address);
  if (address === undefined) throw dhcpErrors.networkInvalid(name, 'address', config.address, 'an IPv4 address');
  return {
    name,
    config,
    cidr,
    address,
    identifier: OPTIONS.serverIdentifier.type.encode(address),
    pool: poolOf(name, config, cidr),
    siteOptions: readDhcpOptions(config.dhcpOptions),
    onLink: !isRelayed(config),
    reserved: new Set([cidr.network, cidr.broadcast, address, ...serversIn(config)]),
  };
}

function poolOf(name: string, config: NetworkConfig, cidr: Cidr): Ipv4Range | undefined {
  if (config.pool === undefined) return undefined;
  const pool = parseRange(config.pool);
  if (pool !== undefined && cidr.contains(pool.first) && cidr.contains(pool.last)) return pool;
  throw dhcpErrors.networkInvalid(name, 'pool', config.pool, `a range FIRST-LAST inside ${config.cidr}`);
}

function serversIn(config: NetworkConfig): number[] {
  return [config.gateway, config.nextServer, ...(config.dns ?? [])]
    .map((text) => (text === undefined ? undefined : parseIPv4(text)))
    .filter((address) => address !== undefined);
}
