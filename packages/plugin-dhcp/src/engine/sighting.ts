import type { BootSessions, MachineFacts } from '@muster/core';
import { formatIPv4, MessageType, OPTIONS, readOption } from '@muster/wire';
import type { Answer } from './answer.ts';
import { type Exchange, uuidOf } from './exchange.ts';
import { networkOfAnswer } from './reply.ts';

/** Tells that a machine which boots from the network asks for an address: it may begin a boot by that. */
export function sightBoot(exchange: Exchange, answers: readonly Answer[], sessions: Pick<BootSessions, 'sight'>): void {
  const { type, message, host, mac, now, clientClass } = exchange;
  if (clientClass === undefined || mac === undefined) return;
  if (type !== MessageType.DISCOVER && type !== MessageType.REQUEST) return;
  sessions.sight({
    step: clientClass.userClass === 'ipxe' ? 'loader' : 'firmware',
    time: now,
    mac,
    clientClass: clientClass.id,
    ...(host === undefined ? { about: factsOf(exchange, answers) } : { node: host.node.name }),
    ...(message.ciaddr === 0 ? {} : { address: formatIPv4(message.ciaddr) }),
  });
}

/** What the packet of a machine nobody knows says of it. Its network is known when one alone answers. */
function factsOf({ message }: Exchange, answers: readonly Answer[]): MachineFacts {
  const uuid = uuidOf(message);
  const vendorClass = readOption(message, OPTIONS.vendorClass);
  const [answer, other] = answers;
  return {
    ...(uuid === undefined ? {} : { uuid }),
    ...(vendorClass === undefined ? {} : { vendorClass }),
    ...(message.giaddr === 0 ? {} : { relay: formatIPv4(message.giaddr) }),
    ...(answer === undefined || other !== undefined ? {} : { network: networkOfAnswer(answer).name }),
  };
}
