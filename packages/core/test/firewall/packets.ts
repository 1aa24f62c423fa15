import { packetTo } from '../../src/doctor/firewall-check.ts';
import { findDrop } from '../../src/firewall/evaluate.ts';
import type { Chain, Packet } from '../../src/firewall/types.ts';

const NETWORK = { cidr: '10.0.0.0/22', address: '10.0.0.1', interface: 'eth1' };

function packet(protocol: 'udp' | 'tcp', port: number): Packet {
  const made = packetTo({ what: 'test', protocol, port, addresses: ['0.0.0.0'] }, NETWORK);
  if (made === undefined) throw new Error('no packet');
  return made;
}

export const DHCP = packet('udp', 67);
export const TFTP = packet('udp', 69);
export const HTTP = packet('tcp', 9873);

/** What happens to a packet: `passes`, `dropped` or `maybe`, and by which chain (and handle, or text). */
export function fate(chains: readonly Chain[], packet: Packet): string {
  const drop = findDrop(chains, packet);
  if (drop === undefined) return 'passes';
  const rule = drop.rule === undefined ? 'policy' : (drop.rule.text ?? String(drop.rule.handle));
  return `${drop.certain ? 'dropped' : 'maybe'} ${drop.chain.name} ${rule}`;
}
