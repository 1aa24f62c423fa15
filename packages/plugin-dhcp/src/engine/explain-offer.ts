import type { DhcpOfferRequest, Lifecycle, Logger } from '@muster/core';
import type { LeaseStore } from '../lease/lease-store.ts';
import type { Networks } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { Allocator } from './allocator.ts';
import { bootAnswer } from './boot-file.ts';
import { discover } from './discover.ts';
import { readExchange } from './exchange.ts';
import { HostIndex } from './host.ts';
import { encodeReply, networkOfAnswer } from './reply.ts';

export interface OfferParts {
  readonly networks: Networks;
  readonly leases: Pick<LeaseStore, 'at' | 'of'>;
  readonly options: DhcpOptions;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
}

/**
 * The OFFER this server makes to a DISCOVER, without holding an address for it: by the steps an arriving packet takes.
 * Undefined when it makes none. On several networks that of the request counts.
 */
export async function explainOffer(parts: OfferParts, asked: DhcpOfferRequest): Promise<Uint8Array | undefined> {
  const { networks, leases, options, log } = parts;
  const read = readExchange(
    asked.packet,
    { remoteAddress: '0.0.0.0', remotePort: options.clientPort },
    { hosts: new HostIndex(networks), snapshot: asked.snapshot, now: asked.request.time },
  );
  if ('drop' in read) return undefined;
  const { exchange } = read;
  const decision = discover(exchange, networks, new Allocator(networks, leases, options));
  if (typeof decision === 'string') return undefined;
  const answer = decision.find((one) => networkOfAnswer(one).name === asked.request.network) ?? decision[0];
  if (answer === undefined) return undefined;
  const lifecycle = { ...parts.lifecycle, assign: () => Promise.resolve(asked.assignment) };
  const boot = await bootAnswer(exchange, networkOfAnswer(answer), { lifecycle, log });
  return encodeReply(exchange, answer, boot)?.packet;
}
