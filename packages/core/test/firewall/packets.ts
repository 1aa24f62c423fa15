import type { NetworkConfig } from '../../src/config/types.ts';
import { packetsTo } from '../../src/doctor/first-packets.ts';
import { findDrop } from '../../src/firewall/evaluate.ts';
import type { Chain, Packet } from '../../src/firewall/types.ts';

const NETWORK = { cidr: '10.0.0.0/22', address: '10.0.0.1', interface: 'eth1' };
const IPV6 = { ipv6: { cidr: 'fd00:1::/64', address: 'fd00:1::1' } };
const AWAY = { cidr: '10.9.0.0/24', address: '10.0.0.1', ipv6: { cidr: 'fd00:9::/64', address: 'fd00:1::1' } };

function packet(protocol: 'udp' | 'tcp', port: number, network: NetworkConfig = NETWORK, on = '0.0.0.0'): Packet {
  const [made, ...more] = packetsTo({ what: 'test', protocol, port, addresses: [on] }, network);
  if (made === undefined || more.length > 0) throw new Error('not one packet');
  return made;
}

export const DHCP = packet('udp', 67);
export const TFTP = packet('udp', 69);
export const HTTP = packet('tcp', 9873);
export const RELAYED = packet('udp', 67, AWAY);
export const DHCP6 = packet('udp', 547, { ...NETWORK, ...IPV6 }, '::');
export const RELAYED6 = packet('udp', 547, AWAY, '::');
export const HTTP6 = packet('tcp', 9873, { ...NETWORK, ...IPV6 }, 'fd00:1::1');

/** What happens to a packet: `passes`, `dropped` or `maybe`, and by which chain (and handle, or text). */
export function fate(chains: readonly Chain[], packet: Packet): string {
  const drop = findDrop(chains, packet);
  if (drop === undefined) return 'passes';
  const rule = drop.rule === undefined ? 'policy' : (drop.rule.text ?? String(drop.rule.handle));
  return `${drop.certain ? 'dropped' : 'maybe'} ${drop.chain.name} ${rule}`;
}
