import { formatIPv4, messageTypeName } from '@muster/wire';
import { bootFacts } from '../engine/boot-facts.ts';
import { type BootAnswer, bootAnswer } from '../engine/boot-file.ts';
import type { EngineParts, Outgoing } from '../engine/engine.ts';
import { type Arrival, type DropReason, type Exchange, readExchange } from '../engine/exchange.ts';
import { HostIndex } from '../engine/host.ts';
import { sightBoot } from '../engine/sighting.ts';
import type { PacketEngine } from '../server/server.ts';
import type { ProxyAnswer, ProxyService } from './decision.ts';
import { encodeProxyReply } from './reply.ts';

export type ProxyParts = Omit<EngineParts, 'leases'>;

/**
 * ProxyDHCP without sockets: a packet in, packets out. It answers machines that boot from the network, gives no address,
 * keeps no lease and refuses nobody.
 */
export class ProxyEngine implements PacketEngine {
  readonly #parts: ProxyParts;
  readonly #service: ProxyService;
  readonly #hosts: HostIndex;
  readonly #dropped = new Map<DropReason, number>();

  constructor(parts: ProxyParts, service: ProxyService) {
    this.#parts = parts;
    this.#service = service;
    this.#hosts = new HostIndex(parts.networks);
  }

  get dropped(): ReadonlyMap<DropReason, number> {
    return this.#dropped;
  }

  drop(reason: DropReason, fields: object): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
    this.#parts.log.debug({ reason, ...fields }, 'DHCP packet not answered by the proxy');
  }

  async handle(packet: Uint8Array, arrival: Arrival): Promise<readonly Outgoing[]> {
    const now = this.#parts.now?.() ?? Date.now();
    const read = readExchange(packet, arrival, { hosts: this.#hosts, snapshot: this.#parts.snapshot(), now });
    if ('drop' in read) {
      this.drop(read.drop, { from: arrival.remoteAddress });
      return [];
    }
    const { exchange } = read;
    const decision = decide(exchange, this.#parts, this.#service);
    if (typeof decision === 'string') {
      this.drop(decision, { client: exchange.client, type: messageTypeName(exchange.type) });
      return [];
    }
    try {
      const answered = decision.map(({ network }) => network);
      sightBoot(exchange, answered, this.#parts);
      const outgoing = await Promise.all(decision.map((answer) => this.#carryOut(exchange, answer)));
      return outgoing.filter((one) => one !== undefined);
    } catch (error) {
      this.#parts.log.error({ err: error, client: exchange.client }, 'DHCP packet could not be answered');
      this.drop('failed', { client: exchange.client });
      return [];
    }
  }

  async #carryOut(exchange: Exchange, answer: ProxyAnswer): Promise<Outgoing | undefined> {
    const { network, to, kind } = answer;
    const { client, host } = exchange;
    const boot = await bootAnswer(exchange, network, this.#parts);
    const packet = boot && encodeProxyReply(exchange, answer, boot);
    if (boot === undefined || packet === undefined) {
      this.drop(boot === undefined ? 'no-boot-file' : 'reply-too-large', { client });
      return undefined;
    }
    const { file } = boot.bootFile;
    this.#parts.log.debug({ client, node: host?.node.name, network: network.name, file }, `ProxyDHCP ${kind}`);
    this.#reportFailure(exchange, boot);
    return { network, packet, ...to };
  }

  /** That a machine was told something shows in its boot; that it cannot go on from there is told here. */
  #reportFailure(exchange: Exchange, boot: BootAnswer): void {
    const facts = bootFacts(exchange.message, boot);
    if (facts.outcome !== 'failed') return;
    const { now: time, mac, host, message } = exchange;
    this.#parts.timeline.record({
      time,
      stage: 'dhcp',
      by: 'dhcp',
      ...facts,
      ...(host === undefined ? {} : { node: host.node.name }),
      ...(mac === undefined ? {} : { mac }),
      ...(message.ciaddr === 0 ? {} : { address: formatIPv4(message.ciaddr) }),
    });
  }
}

/** What a service answers to this machine, if a proxy answers it at all. */
export function decide(
  exchange: Exchange,
  { networks, options }: Pick<ProxyParts, 'networks' | 'options'>,
  service: ProxyService,
): readonly ProxyAnswer[] | DropReason {
  if (exchange.clientClass === undefined) return 'no-network-boot';
  if (exchange.host === undefined && options.unknown === 'ignore') return 'unknown-machine';
  return service(exchange, networks);
}
