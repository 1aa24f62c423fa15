import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkConfig } from './types.ts';

/** This server is not on the network itself: its machines come through a relay agent (RFC 951, `giaddr`). */
export function isRelayed({ cidr, address }: Pick<NetworkConfig, 'cidr' | 'address'>): boolean {
  const [network, server] = [parseCidr(cidr), parseIPv4(address)];
  return network !== undefined && server !== undefined && !network.contains(server);
}
