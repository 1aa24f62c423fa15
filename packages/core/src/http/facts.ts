import type { IncomingMessage } from 'node:http';
import type { Ends } from '../route/request-facts.ts';

/** Both ends of the connection, IPv4-mapped addresses in their IPv4 form. */
export function endsOf({ socket }: IncomingMessage): Ends {
  const { remoteAddress, remotePort, localAddress } = socket;
  // Gone before it is asked for: the other end has closed the connection.
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined) return {};
  return { remoteAddress: plain(remoteAddress), remotePort, localAddress: plain(localAddress) };
}

function plain(address: string): string {
  if (!address.includes(':')) return address;
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}
