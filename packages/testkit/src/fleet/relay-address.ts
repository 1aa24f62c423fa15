import { networkInterfaces } from 'node:os';
import { formatIPv4, parseCidr, parseIPv4 } from '@muster/wire';

/**
 * The address fake machines are relayed by: one of this host's on their network that is not the server's; without one the
 * last of the network, which a host that owns the whole network by a local route has as well.
 */
export function relayAddress(cidr: string, server: string): string {
  const network = parseCidr(cidr);
  if (network === undefined) return server;
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
    .find((address) => address !== server && network.contains(parseIPv4(address) ?? 0));
  return own ?? formatIPv4(network.broadcast - 1);
}
