import { isLinkLocal, parseIPv6 } from '@muster/wire';
import type { NetworkTable } from '../net/index.ts';
import type { BodyProblem } from './problem.ts';

/** What is wrong with a node's IPv6 address among these networks; an empty text is none. */
export function address6Problem(written: string, networks: NetworkTable): Omit<BodyProblem, 'segments'> | undefined {
  const [address = '', prefix] = written.split('/');
  const octets = parseIPv6(address);
  if (octets === undefined) return undefined;
  if (isLinkLocal(octets) || octets[0] === 0xff) {
    return {
      sentence: `is ${written}, a ${octets[0] === 0xff ? 'multicast' : 'link-local'} address, which no server gives out`,
      remedy: 'give the node an address of its network',
    };
  }
  const network = networks.find(address);
  if (network?.cidr6 === undefined) {
    if (prefix !== undefined) return undefined;
    return {
      sentence: `is ${written}, which is in none of the configured IPv6 networks, so its prefix length is not known`,
      remedy: 'correct it, write the prefix length (fd00:1::5/64), or add networks.NAME.ipv6 to the configuration',
    };
  }
  if (address === network.config.ipv6?.address) {
    return {
      sentence: `is ${written}, the address of this server on network "${network.name}"`,
      remedy: 'give the node another address',
    };
  }
  if (network.cidr6.prefix < 127 && address === network.cidr6.network) {
    return {
      sentence: `is ${written}, which belongs to the routers of the network (RFC 4291 section 2.6.1)`,
      remedy: 'give the node another address',
    };
  }
  return undefined;
}
