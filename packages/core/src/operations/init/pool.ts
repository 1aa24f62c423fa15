import { formatIPv4, parseCidr } from '@muster/wire';

const SMALLEST = 29;

/**
 * A pool for unknown machines that leaves half of the network to fixed addresses: the upper half, or the lower one when
 * `10.0.0.1/22`, the server's own address, lies in the upper. undefined for networks too small to share.
 */
export function suggestPool(cidr: string): string | undefined {
  const network = parseCidr(cidr);
  if (network === undefined || network.prefix > SMALLEST) return undefined;
  const middle = network.network + (network.broadcast - network.network + 1) / 2;
  const [first, last] = network.address < middle ? [middle, network.broadcast - 1] : [network.network + 1, middle - 1];
  return `${formatIPv4(first)}-${formatIPv4(last)}`;
}

/** The network of an interface address: `10.0.0.0/22` of `10.0.0.1/22`. */
export function networkOfAddress(cidr: string): string {
  const network = parseCidr(cidr);
  return network === undefined ? cidr : `${formatIPv4(network.network)}/${network.prefix}`;
}
