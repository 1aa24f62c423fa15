import type { BootSessions } from '@muster/core';
import { formatIPv4, MessageType } from '@muster/wire';
import type { Exchange } from './exchange.ts';

/** Tells that a machine which boots from the network asks for an address: it may begin a boot by that. */
export function sightBoot(exchange: Exchange, sessions: Pick<BootSessions, 'sight'>): void {
  const { type, message, host, mac, now, clientClass } = exchange;
  if (clientClass === undefined || mac === undefined) return;
  if (type !== MessageType.DISCOVER && type !== MessageType.REQUEST) return;
  sessions.sight({
    step: clientClass.userClass === 'ipxe' ? 'loader' : 'firmware',
    time: now,
    mac,
    clientClass: clientClass.id,
    ...(host === undefined ? {} : { node: host.node.name }),
    ...(message.ciaddr === 0 ? {} : { address: formatIPv4(message.ciaddr) }),
  });
}
