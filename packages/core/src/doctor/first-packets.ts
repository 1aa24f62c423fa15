import { DHCP6_CLIENT_PORT, DHCP6_MULTICAST, DHCP6_SERVER_PORT } from '@muster/wire';
import { isRelayed } from '../config/relayed.ts';
import type { NetworkConfig } from '../config/types.ts';
import { addressRange, type AddressRange, type Packet } from '../firewall/index.ts';
import type { Listening } from '../plugin/types.ts';

const DHCP = { server: 67, client: 68 };

/**
 * What a machine on the network sends first to a port of ours, over IPv4 and where the network has it over IPv6; nothing for
 * what comes past the firewall, or to another address. DHCP: from 0.0.0.0 to everybody (RFC 2131 §4.1), DHCPv6: link-local
 * to its group (RFC 8415 §7.1); behind a relay agent both come from the agent to our address (RFC 1542 §4.1.1, RFC 8415 §19).
 */
export function packetsTo(listening: Listening, network: NetworkConfig): readonly Packet[] {
  if (listening.raw === true || listening.port === 0) return [];
  return [over4(listening, network), over6(listening, network)].filter((packet) => packet !== undefined);
}

type Sides = Pick<Packet, 'source' | 'destination' | 'cast' | 'sourcePort'>;

function over4({ protocol, port, addresses }: Listening, network: NetworkConfig): Packet | undefined {
  const { address, cidr } = network;
  const usual = unicast(cidr, address);
  const hears = addresses.some((one) => one === address || one === '0.0.0.0' || one === '::');
  if (usual === undefined || !hears || isDhcp6({ protocol, port })) return undefined;
  const packet = { family: 'ipv4' as const, protocol, port, ...deviceOf(network) };
  if (protocol !== 'udp' || port !== DHCP.server) return { ...packet, ...usual };
  if (isRelayed(network)) return { ...packet, ...usual, sourcePort: DHCP.server };
  return { ...packet, ...group('0.0.0.0', '255.255.255.255', 'broadcast'), sourcePort: DHCP.client };
}

function over6({ protocol, port, addresses }: Listening, network: NetworkConfig): Packet | undefined {
  const { ipv6 } = network;
  if (ipv6 === undefined || !addresses.some((one) => one === ipv6.address || one === '::')) return undefined;
  const usual = unicast(ipv6.cidr, ipv6.address);
  if (usual === undefined) return undefined;
  const packet = { family: 'ipv6' as const, protocol, port, ...deviceOf(network) };
  if (!isDhcp6({ protocol, port })) return { ...packet, ...usual };
  if (isRelayed(ipv6)) return { ...packet, ...usual, sourcePort: DHCP6_SERVER_PORT };
  return { ...packet, ...group('fe80::/10', DHCP6_MULTICAST, 'multicast'), sourcePort: DHCP6_CLIENT_PORT };
}

function isDhcp6({ protocol, port }: Pick<Listening, 'protocol' | 'port'>): boolean {
  return protocol === 'udp' && port === DHCP6_SERVER_PORT;
}

function deviceOf({ interface: device }: NetworkConfig): Pick<Packet, 'device'> {
  return device === undefined ? {} : { device };
}

function unicast(cidr: string, address: string): Sides | undefined {
  const [source, destination] = [addressRange(cidr), addressRange(address)];
  return source && destination && { source, destination, cast: 'local' };
}

function group(from: string, to: string, cast: Packet['cast']): Sides {
  return { source: range(from), destination: range(to), cast };
}

function range(text: string): AddressRange {
  return addressRange(text) ?? { first: 0, last: 0 };
}
