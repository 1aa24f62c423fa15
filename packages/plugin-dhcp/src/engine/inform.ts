import { parseIPv4 } from '@muster/wire';
import type { Networks } from '../network.ts';
import type { Allocator } from './allocator.ts';
import type { Decision } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** INFORM: options for a client that has its address from elsewhere (RFC 2131 §4.3.5); no lease comes of it. */
export function inform(exchange: Exchange, networks: Networks, allocator: Allocator): Decision {
  const { link } = exchange;
  const to = addressOf(exchange);
  // Only an address of ours is answered, or anybody could have packets sent anywhere.
  const network = networks.containing(to);
  if (network === undefined || (link !== 0 && networks.containing(link) !== network)) return 'unserved-network';
  if (!allocator.admits(exchange)) return 'unknown-machine';
  return [{ kind: 'inform', network, options: allocator.information(exchange, network), to }];
}

/** Clients that leave ciaddr empty, against the RFC, are known by the address they send from, as dhcpd and Kea do. */
function addressOf({ message, arrival }: Exchange): number {
  if (message.ciaddr !== 0 || message.giaddr !== 0) return message.ciaddr;
  return parseIPv4(arrival.remoteAddress) ?? 0;
}
