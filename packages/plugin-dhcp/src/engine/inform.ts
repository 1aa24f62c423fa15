import type { Networks } from '../network.ts';
import type { Allocator } from './allocator.ts';
import type { Decision } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** INFORM: options for a client that has its address from elsewhere (RFC 2131 §4.3.5); no lease comes of it. */
export function inform(exchange: Exchange, networks: Networks, allocator: Allocator): Decision {
  const { message, link } = exchange;
  // The answer goes to ciaddr: only an address of ours, or anybody could have packets sent anywhere.
  const network = networks.containing(message.ciaddr);
  if (network === undefined || (link !== 0 && networks.containing(link) !== network)) return 'unserved-network';
  if (!allocator.admits(exchange)) return 'unknown-machine';
  return [{ kind: 'inform', network, options: allocator.information(exchange, network) }];
}
