import { formatIPv4, OPTIONS, readOption } from '@muster/wire';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** Where a reply goes (RFC 2131 §4.1). */
export interface Destination {
  readonly address: string;
  readonly port: number;
}

/**
 * To the relay agent; to a client that has an address; to everybody on the wire otherwise. A client without an address
 * cannot be reached by unicast from a plain socket, and RFC 2131 §4.1 lets a server broadcast then.
 */
export function destinationOf(
  exchange: Exchange,
  answer: Answer,
  ports: { readonly clientPort: number; readonly relayPort: number },
): Destination {
  // An INFORM is answered at the client's address, relay or no relay (RFC 2131 §4.3.5).
  if (answer.kind === 'inform') return { address: formatIPv4(answer.to), port: ports.clientPort };
  const { giaddr, ciaddr } = exchange.message;
  if (giaddr !== 0) return { address: formatIPv4(giaddr), port: ports.relayPort };
  if (isConfigured(exchange, answer)) return { address: formatIPv4(ciaddr), port: ports.clientPort };
  return { address: '255.255.255.255', port: ports.clientPort };
}

/** The client answers ARP for the address it put into ciaddr. */
function isConfigured({ message }: Exchange, answer: Answer): boolean {
  if (message.ciaddr === 0) return false;
  // Any other address than the one it is given could be anybody's.
  if (answer.kind === 'bootp') return message.ciaddr === answer.grant.address;
  // Selecting clients may not have configured the address that they put into ciaddr.
  return answer.kind === 'ack' && readOption(message, OPTIONS.serverIdentifier) === undefined;
}
