import { parseCidr, parseCidr6, parseIPv4 } from '@muster/wire';
import type { NetworkConfig } from './types.ts';

/** This server is not on the network (IPv4 or IPv6) itself: its machines come through a relay agent (RFC 951, `giaddr`). */
export function isRelayed({ cidr, address }: Pick<NetworkConfig, 'cidr' | 'address'>): boolean {
  const network6 = parseCidr6(cidr);
  if (network6 !== undefined) return !network6.contains(address);
  const [network, server] = [parseCidr(cidr), parseIPv4(address)];
  return network !== undefined && server !== undefined && !network.contains(server);
}
