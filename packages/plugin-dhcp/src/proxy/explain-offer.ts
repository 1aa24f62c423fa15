import type { DhcpOfferRequest } from '@muster/core';
import { bootAnswer } from '../engine/boot-file.ts';
import type { OfferParts } from '../engine/explain-offer.ts';
import { readExchange } from '../engine/exchange.ts';
import { HostIndex } from '../engine/host.ts';
import { proxyService } from './decision.ts';
import { decide } from './engine.ts';
import { encodeProxyReply } from './reply.ts';

/** The OFFER a proxy makes to a DISCOVER, by the steps an arriving packet takes; undefined when it makes none. */
export async function explainProxyOffer(
  parts: Omit<OfferParts, 'leases'>,
  asked: DhcpOfferRequest,
): Promise<Uint8Array | undefined> {
  const { networks, log, options } = parts;
  const read = readExchange(
    asked.packet,
    { remoteAddress: '0.0.0.0', remotePort: options.clientPort },
    { hosts: new HostIndex(networks), snapshot: asked.snapshot, now: asked.request.time },
  );
  if ('drop' in read) return undefined;
  const { exchange } = read;
  const decision = decide(exchange, parts, proxyService(options));
  if (typeof decision === 'string') return undefined;
  const answer = decision.find(({ network }) => network.name === asked.request.network) ?? decision[0];
  if (answer === undefined) return undefined;
  const lifecycle = { ...parts.lifecycle, assign: () => Promise.resolve(asked.assignment) };
  const boot = await bootAnswer(exchange, answer.network, { lifecycle, log });
  return boot && encodeProxyReply(exchange, answer, boot);
}
