import type { BootSessions, Logger, ProgressEvent, Snapshot, Timeline } from '@muster/core';
import { formatIPv4, MessageType, messageTypeName, OPTIONS, readOption } from '@muster/wire';
import type { Lease } from '../lease/lease.ts';
import type { LeaseStore } from '../lease/lease-store.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { Allocator, type Grant } from './allocator.ts';
import type { Answer, Decision } from './answer.ts';
import { bootFacts } from './boot-facts.ts';
import { type BootAnswer, type BootLifecycle, bootAnswer } from './boot-file.ts';
import { ConflictCheck, type Ping } from './conflict-check.ts';
import { destinationOf } from './destination.ts';
import { bootp, discover } from './discover.ts';
import { type Arrival, type DropReason, type Exchange, readExchange } from './exchange.ts';
import { decline, declinedLease, type GivenBack, release } from './give-back.ts';
import { heldAddress } from './held-address.ts';
import { HostIndex } from './host.ts';
import { inform } from './inform.ts';
import { encodeReply, networkOfAnswer } from './reply.ts';
import { request } from './request.ts';
import { sightBoot } from './sighting.ts';
import { isOfSystem } from './system-port.ts';
import { TransactionMemory } from './transaction-memory.ts';

/** A packet to send from our address on a network. */
export interface Outgoing {
  readonly network: ServedNetwork;
  readonly packet: Uint8Array;
  readonly address: string;
  readonly port: number;
}

export interface EngineParts {
  readonly networks: Networks;
  readonly leases: LeaseStore;
  readonly options: DhcpOptions;
  readonly lifecycle: BootLifecycle;
  readonly timeline: Pick<Timeline, 'record'>;
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly log: Logger;
  snapshot(): Snapshot;
  /** Asks addresses of pools before they are offered; without it they are not asked. */
  readonly ping?: Ping;
  /** Milliseconds since the epoch; for tests. */
  now?(): number;
}

/** For people: RFC 2131 §4.3.3 has the administrator told. */
const IN_USE = 'an address of the pool is used by another machine: nobody gets it for an hour';

/** The DHCP protocol without sockets: a packet in, packets out. */
export class DhcpEngine {
  readonly #parts: EngineParts;
  readonly #hosts: HostIndex;
  readonly #allocator: Allocator;
  readonly #transactions = new TransactionMemory();
  readonly #conflicts: ConflictCheck | undefined;
  readonly #dropped = new Map<DropReason, number>();

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#hosts = new HostIndex(parts.networks);
    this.#allocator = new Allocator(parts.networks, parts.leases, parts.options);
    this.#conflicts = parts.ping && new ConflictCheck(parts.ping, () => this.#now());
  }

  /** How many packets got no answer, by reason. */
  get dropped(): ReadonlyMap<DropReason, number> {
    return this.#dropped;
  }

  drop(reason: DropReason, fields: object): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
    this.#parts.log.debug({ reason, ...fields }, 'DHCP packet not answered');
  }

  /** Never rejects. Leases are on disk when it resolves. */
  async handle(packet: Uint8Array, arrival: Arrival): Promise<readonly Outgoing[]> {
    const now = this.#now();
    const read = readExchange(packet, arrival, { hosts: this.#hosts, snapshot: this.#parts.snapshot(), now });
    if ('drop' in read) {
      this.drop(read.drop, { from: arrival.remoteAddress });
      return [];
    }
    const { exchange } = read;
    try {
      const decision = await this.#decide(exchange);
      if (typeof decision === 'string') {
        this.drop(decision, { client: exchange.client, type: messageTypeName(exchange.type) });
        return [];
      }
      sightBoot(exchange, decision.map(networkOfAnswer), this.#parts);
      const [only] = decision;
      const outgoing =
        decision.length === 1 && only !== undefined
          ? [await this.#carryOut(exchange, only)]
          : await Promise.all(decision.map((answer) => this.#carryOut(exchange, answer)));
      return outgoing.filter((reply) => reply !== undefined);
    } catch (error) {
      this.#parts.log.error({ err: error, client: exchange.client }, 'DHCP packet could not be answered');
      this.drop('failed', { client: exchange.client });
      return [];
    }
  }

  #decide(exchange: Exchange): Decision | Promise<Decision> {
    const { networks, leases, options } = this.#parts;
    switch (exchange.type) {
      case undefined:
        return bootp(exchange, networks, this.#allocator);
      case MessageType.DISCOVER:
        return this.#discover(exchange);
      case MessageType.REQUEST:
        return request(exchange, networks, this.#allocator, options.authoritative);
      case MessageType.DECLINE:
      case MessageType.RELEASE: {
        if (!isOfSystem(exchange.arrival.remotePort, options)) return 'unprivileged-port';
        const giveBack = exchange.type === MessageType.DECLINE ? decline : release;
        return this.#takeBack(exchange, giveBack(exchange, networks, leases, this.#allocator));
      }
      case MessageType.INFORM:
        return inform(exchange, networks, this.#allocator);
      default:
        return 'unknown-type';
    }
  }

  #now(): number {
    return this.#parts.now?.() ?? Date.now();
  }

  #discover(exchange: Exchange): Decision | Promise<Decision> {
    const { networks, leases, log } = this.#parts;
    const choose = (): Decision => discover(exchange, networks, this.#allocator);
    return (
      this.#conflicts?.offer({
        choose,
        isNew: (answer) => 'grant' in answer && this.#allocator.isNew(exchange, answer.grant),
        setAside: async (answer) => {
          if (!('grant' in answer)) return;
          const { network, address } = answer.grant;
          this.#allocator.settled(exchange.client);
          log.warn({ network: network.name, address: formatIPv4(address) }, IN_USE);
          await leases.commit(declinedLease(exchange, network, address));
        },
      }) ?? choose()
    );
  }

  async #takeBack(exchange: Exchange, { lease, conflict }: GivenBack): Promise<Decision> {
    if (conflict !== undefined) {
      const sentence = `another machine uses the address of node ${conflict}`;
      this.#parts.log.warn({ node: conflict, client: exchange.client }, sentence);
      this.#record(exchange, { outcome: 'failed', detail: sentence });
    }
    if (lease?.state === 'declined') {
      const { client, network, address } = lease;
      this.#parts.log.warn({ client, network, address: formatIPv4(address) }, IN_USE);
    }
    if (lease !== undefined) await this.#parts.leases.commit(lease);
    return [];
  }

  async #carryOut(exchange: Exchange, answer: Answer): Promise<Outgoing | undefined> {
    const network = networkOfAnswer(answer);
    const committed = answer.kind === 'ack' ? this.#parts.leases.commit(leaseOf(exchange, answer.grant)) : undefined;
    const offered = answer.kind === 'ack' ? this.#transactions.take(exchange, network) : undefined;
    let boot = offered;
    if (offered === undefined && answer.kind !== 'nak') {
      // The plugin that renders the boot file and the disk work at the same time: neither waits for the other.
      committed?.catch(() => undefined);
      boot = await bootAnswer(exchange, network, this.#parts);
      if (boot !== undefined && answer.kind === 'offer') this.#transactions.remember(exchange, network, boot);
    }
    if (committed !== undefined) await committed;
    const encoded = encodeReply(exchange, answer, boot);
    if (encoded === undefined) {
      this.drop('reply-too-large', { client: exchange.client });
      return undefined;
    }
    this.#report(exchange, answer, boot, encoded.leftOut);
    return { network, packet: encoded.packet, ...destinationOf(exchange, answer, this.#parts.options) };
  }

  #report(exchange: Exchange, answer: Answer, boot: BootAnswer | undefined, leftOut: readonly number[]): void {
    const file = boot?.bootFile.file;
    const address = 'grant' in answer ? formatIPv4(answer.grant.address) : undefined;
    const fields = { client: exchange.client, node: exchange.host?.node.name, network: networkOfAnswer(answer).name };
    const tooMuch = leftOut.length === 0 ? {} : { leftOut };
    this.#parts.log.debug({ ...fields, address, file, ...tooMuch }, `DHCP ${answer.kind}`);
    if (answer.kind !== 'ack') return;
    const detail = this.#heldAddress(exchange, answer.grant);
    if (detail !== undefined) this.#parts.log.warn(fields, `node ${fields.node ?? ''} ${detail}`);
    this.#record(exchange, {
      ...(address === undefined ? {} : { address }),
      ...(detail === undefined ? {} : { detail }),
      ...bootFacts(exchange.message, boot),
    });
  }

  #heldAddress(exchange: Exchange, { network, address }: Grant): string | undefined {
    const { host } = exchange;
    const lease = host && this.#allocator.heldByAnother(exchange, network);
    return lease && heldAddress(host.node.name, formatIPv4(address), lease);
  }

  #record(
    exchange: Exchange,
    event: Pick<ProgressEvent, 'outcome' | 'address' | 'detail' | 'clientClass' | 'code'>,
  ): void {
    const { host, mac, now } = exchange;
    this.#parts.timeline.record({
      time: now,
      stage: 'dhcp',
      by: 'dhcp',
      ...event,
      ...(host === undefined ? {} : { node: host.node.name }),
      ...(mac === undefined ? {} : { mac }),
    });
  }
}

function leaseOf(exchange: Exchange, { network, address, seconds }: Grant): Lease {
  const { client, now, host, message } = exchange;
  const hostname = host?.node.name ?? readOption(message, OPTIONS.hostName);
  return {
    client,
    address,
    network: network.name,
    expires: now + seconds * 1000,
    state: 'bound',
    ...(hostname === undefined || hostname === '' ? {} : { hostname: hostname.slice(0, 255) }),
  };
}
