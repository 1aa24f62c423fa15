import { OPTIONS, readOption } from '@muster/wire';
import type { Networks, ServedNetwork } from '../network.ts';
import { type Allocator, bindingOn } from './allocator.ts';
import type { Decision } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** DISCOVER: an offer on every network the client may be on. The same one each time it asks; nothing is committed. */
export function discover(exchange: Exchange, networks: Networks, allocator: Allocator): Decision {
  const candidates = candidateNetworks(exchange, networks);
  if (candidates.length === 0) return 'unserved-network';
  const wanted = readOption(exchange.message, OPTIONS.requestedAddress);
  const grants = candidates.map((network) => allocator.offer(exchange, network, wanted));
  const answers = grants.filter((grant) => grant !== undefined).map((grant) => ({ kind: 'offer' as const, grant }));
  if (answers.length > 0) return answers;
  return allocator.admits(exchange) ? 'pool-exhausted' : 'unknown-machine';
}

/** BOOTP (RFC 951): nodes with a fixed address only, for such a client never gives an address back. */
export function bootp(exchange: Exchange, networks: Networks, allocator: Allocator): Decision {
  const grants = candidateNetworks(exchange, networks).map((network) => allocator.fixed(exchange, network));
  const answers = grants.filter((grant) => grant !== undefined).map((grant) => ({ kind: 'bootp' as const, grant }));
  return answers.length === 0 ? 'unknown-machine' : answers;
}

/**
 * Plain sockets do not tell the interface a broadcast came in by, so the client's network is known by its relay, else
 * by our address it was sent to, else by the registry; a stranger may be on any.
 */
function candidateNetworks(exchange: Exchange, networks: Networks): readonly ServedNetwork[] {
  if (exchange.link !== 0) {
    const network = networks.containing(exchange.link);
    return network === undefined ? [] : [network];
  }
  const { localAddress } = exchange.arrival;
  const near = (localAddress === undefined ? networks.list : networks.servedFrom(localAddress)).filter(
    (network) => network.onLink,
  );
  const bound = near.filter((network) => bindingOn(exchange, network) !== undefined);
  if (bound.length > 0) return bound;
  // A node whose fixed addresses are all elsewhere is treated like one that has none.
  return near.filter((network) => network.pool !== undefined);
}
