import type { BootSessions, MachineFacts } from '@muster/core';
import { formatIPv4, MessageType, OPTIONS, readOption } from '@muster/wire';
import type { ServedNetwork } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { type Exchange, uuidOf } from './exchange.ts';
import { isOfSystem } from './system-port.ts';

export interface SightingParts {
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly options: Pick<DhcpOptions, 'clientPort' | 'relayPort'>;
}

/**
 * Tells that a machine which boots from the network asks for an address: it may begin a boot by that. `networks` are those
 * it is answered on.
 */
export function sightBoot(
  exchange: Exchange,
  networks: readonly ServedNetwork[],
  { sessions, options }: SightingParts,
): void {
  const { type, message, host, mac, now, clientClass, arrival } = exchange;
  if (clientClass === undefined || mac === undefined) return;
  if (!isOfSystem(arrival.remotePort, options)) return;
  if (type !== MessageType.DISCOVER && type !== MessageType.REQUEST) return;
  sessions.sight({
    step: clientClass.userClass === 'ipxe' ? 'loader' : 'firmware',
    time: now,
    mac,
    clientClass: clientClass.id,
    ...(host === undefined ? { about: factsOf(exchange, networks) } : { node: host.node.name }),
    ...(message.ciaddr === 0 ? {} : { address: formatIPv4(message.ciaddr) }),
  });
}

/** What the packet of a machine nobody knows says of it. Its network is known when one alone answers. */
function factsOf({ message }: Exchange, networks: readonly ServedNetwork[]): MachineFacts {
  const uuid = uuidOf(message);
  const vendorClass = readOption(message, OPTIONS.vendorClass);
  const [network, other] = networks;
  return {
    ...(uuid === undefined ? {} : { uuid }),
    ...(vendorClass === undefined ? {} : { vendorClass }),
    ...(message.giaddr === 0 ? {} : { relay: formatIPv4(message.giaddr) }),
    ...(network === undefined || other !== undefined ? {} : { network: network.name }),
  };
}
