import { type Dhcp6Packet, decodeDhcp6 } from '../../src/index.ts';

export function decoded(bytes: Uint8Array): Dhcp6Packet {
  const result = decodeDhcp6(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.packet;
}
