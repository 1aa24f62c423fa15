import { parseCidr6, parseIPv6 } from '@muster/wire';
import { configErrors } from '../errors/config.ts';
import type { MusterError } from '../errors/index.ts';
import type { Source } from './source.ts';
import type { Ipv6NetworkConfig, NetworkConfig } from './types.ts';

/**
 * What a schema cannot say of the IPv6 side of a network: the server's address is a host's, of the network, and no link-local
 * one. Behind a relay agent it is the server's on another one of `networks`.
 */
export function checkIpv6(
  name: string,
  { cidr: text, address }: Ipv6NetworkConfig,
  networks: readonly NetworkConfig[],
  source: Source,
): MusterError[] {
  const at = (key: string): ReturnType<Source['where']> => source.where(['networks', name, 'ipv6', key]);
  const cidr = parseCidr6(text);
  if (cidr === undefined) return [configErrors.notAnIpv6Network(at('cidr'), text)];
  if (cidr.address !== cidr.network) {
    return [configErrors.hostBits(at('cidr'), text, `${cidr.network}/${cidr.prefix}`)];
  }
  if (parseCidr6('fe80::/10')?.contains(cidr.network) === true) return [configErrors.linkLocal(at('cidr'), text)];
  const octets = parseIPv6(address);
  const isHost = octets !== undefined && isHostOf(text, octets);
  const isElsewhere = octets !== undefined && networks.some(({ ipv6 }) => ipv6 !== undefined && hasOn(ipv6, octets));
  return isHost || isElsewhere ? [] : [configErrors.outsideNetwork(at('address'), address, text)];
}

/** The server has this address there, on the network itself. */
function hasOn({ cidr, address }: Ipv6NetworkConfig, octets: Uint8Array): boolean {
  const own = parseIPv6(address);
  return own !== undefined && Buffer.compare(own, octets) === 0 && isHostOf(cidr, own);
}

/** Of the network, and not its first address, which belongs to all routers there (RFC 4291 §2.6.1). */
function isHostOf(text: string, octets: Uint8Array): boolean {
  const cidr = parseCidr6(text);
  return cidr?.contains(octets) === true && (cidr.prefix >= 127 || !isFirst(octets, cidr.network));
}

/** Two networks whose machines could not be told apart by address. */
export function checkIpv6Pair(
  name: string,
  network: NetworkConfig,
  otherName: string,
  other: NetworkConfig,
  source: Source,
): MusterError[] {
  if (network.ipv6 === undefined || other.ipv6 === undefined) return [];
  const [one, two] = [parseCidr6(network.ipv6.cidr), parseCidr6(other.ipv6.cidr)];
  if (one === undefined || two === undefined) return [];
  if (!one.contains(two.network) && !two.contains(one.network)) return [];
  const where = source.where(['networks', name, 'ipv6', 'cidr']);
  return [configErrors.overlap(where, network.ipv6.cidr, otherName, other.ipv6.cidr)];
}

function isFirst(octets: Uint8Array, network: string): boolean {
  return Buffer.compare(octets, parseIPv6(network) ?? new Uint8Array()) === 0;
}
