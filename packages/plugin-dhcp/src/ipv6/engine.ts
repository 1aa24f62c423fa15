import type { BootSessions, Logger, Snapshot, Timeline } from '@muster/core';
import { Dhcp6Type, dhcp6TypeName, OPTIONS6, readOption6 } from '@muster/wire';
import { isOfSystem } from '../engine/system-port.ts';
import type { BootLifecycle } from '../engine/boot-file.ts';
import type { DhcpOptions } from '../options.ts';
import { type Answer6, confirm, type Decision6, giveBack, grant, information, solicit } from './answer.ts';
import { bootOptions } from './boot-options.ts';
import { type Arrival6, type DropReason6, type Exchange6, readExchange6 } from './exchange.ts';
import type { LeaseStore6 } from './lease-store.ts';
import type { Networks6 } from './network.ts';
import { destinationOf6, encodeReply6, relayText } from './reply.ts';

/** A packet to send. */
export interface Outgoing6 {
  readonly packet: Uint8Array;
  /** With the scope of a link-local one. */
  readonly address: string;
  readonly port: number;
}

export interface Engine6Parts {
  readonly networks: Networks6;
  /** This server's DUID. */
  readonly duid: Uint8Array;
  readonly leases: Pick<LeaseStore6, 'at' | 'commit'>;
  readonly options: Pick<DhcpOptions, 'leaseTime' | 'unknown'>;
  readonly ports: { readonly clientPort: number; readonly relayPort: number };
  readonly lifecycle: BootLifecycle;
  readonly timeline: Pick<Timeline, 'record'>;
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly log: Logger;
  snapshot(): Snapshot;
  /** Milliseconds since the epoch; for tests. */
  now?(): number;
}

/**
 * OVMF gives its address back when it starts what it has fetched, and shim and GRUB go on by that address without a word of DHCP:
 * for this time, in milliseconds, the lease still proves who asks. Nobody else is given the address in any case.
 */
const AFTER_RELEASE = 300_000;

/** Messages that are for one server, by its identifier, and those that are for all (RFC 8415 §16). */
const TO_ONE: ReadonlySet<number> = new Set([Dhcp6Type.REQUEST, Dhcp6Type.RENEW, Dhcp6Type.RELEASE, Dhcp6Type.DECLINE]);
const TO_ALL: ReadonlySet<number> = new Set([Dhcp6Type.SOLICIT, Dhcp6Type.CONFIRM, Dhcp6Type.REBIND]);

/** The DHCPv6 protocol without sockets: a packet in, at most one out. */
export class DhcpEngine6 {
  readonly #parts: Engine6Parts;
  readonly #dropped = new Map<DropReason6, number>();

  constructor(parts: Engine6Parts) {
    this.#parts = parts;
  }

  /** How many packets got no answer, by reason. */
  get dropped(): ReadonlyMap<DropReason6, number> {
    return this.#dropped;
  }

  drop(reason: DropReason6, fields: object): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
    this.#parts.log.debug({ reason, ...fields }, 'DHCPv6 packet not answered');
  }

  /** Never rejects. Leases are on disk when it resolves. `interfaces`: those with our address, by network. */
  async handle(
    packet: Uint8Array,
    arrival: Arrival6,
    interfaces: ReadonlyMap<string, string>,
  ): Promise<Outgoing6 | undefined> {
    const { networks } = this.#parts;
    const now = this.#parts.now?.() ?? Date.now();
    const read = readExchange6(packet, arrival, { networks, interfaces, snapshot: this.#parts.snapshot(), now });
    if ('drop' in read) {
      this.drop(read.drop, { from: arrival.remoteAddress });
      return undefined;
    }
    const { exchange } = read;
    const about = { client: exchange.client, type: dhcp6TypeName(exchange.message.type) };
    try {
      const decision = this.#decide(exchange);
      if (typeof decision !== 'string') return await this.#carryOut(exchange, decision);
      this.drop(decision, about);
    } catch (error) {
      this.#parts.log.error({ err: error, ...about }, 'DHCPv6 packet could not be answered');
      this.drop('failed', about);
    }
    return undefined;
  }

  #decide(exchange: Exchange6): Decision6 {
    const { type, options } = exchange.message;
    const named = readOption6(options, OPTIONS6.serverIdentifier);
    const isOurs = named !== undefined && Buffer.compare(named, this.#parts.duid) === 0;
    if (TO_ONE.has(type) ? !isOurs : named !== undefined && (TO_ALL.has(type) || !isOurs)) return 'other-server';
    if (type === Dhcp6Type.INFORMATION_REQUEST) return information(exchange, this.#parts.options.unknown);
    if (exchange.hints.duid === undefined) return 'no-client-id';
    switch (type) {
      case Dhcp6Type.SOLICIT:
        return solicit(exchange, this.#parts.options);
      case Dhcp6Type.REQUEST:
      case Dhcp6Type.RENEW:
      case Dhcp6Type.REBIND:
        return grant(exchange, this.#parts.options);
      case Dhcp6Type.CONFIRM:
        return confirm(exchange);
      case Dhcp6Type.RELEASE:
      case Dhcp6Type.DECLINE:
        return giveBack(exchange);
      default:
        return 'unknown-type';
    }
  }

  async #carryOut(exchange: Exchange6, answer: Answer6): Promise<Outgoing6> {
    this.#sight(exchange, answer);
    await this.#commit(exchange, answer);
    const boot = answer.informs ? await bootOptions(exchange, answer.network, this.#parts) : undefined;
    this.#report(exchange, answer, boot?.url);
    const packet = encodeReply6(exchange, answer, this.#parts.duid, boot);
    return { packet, ...destinationOf6(exchange, this.#parts.ports) };
  }

  /** A machine that boots from the network may begin a boot by asking for an address. */
  #sight({ clientClass, mac, node, now, arrival }: Exchange6, { informs }: Answer6): void {
    if (!informs || clientClass === undefined || mac === undefined) return;
    if (!isOfSystem(arrival.remotePort, this.#parts.ports)) return;
    this.#parts.sessions.sight({
      step: clientClass.userClass === 'ipxe' ? 'loader' : 'firmware',
      time: now,
      mac,
      clientClass: clientClass.id,
      ...(node === undefined ? {} : { node: node.name }),
    });
  }

  /**
   * OVMF asks twice where the router says "managed": its network stack and its PXE client, each with an identity association of
   * its own. The one that gives the address back first must not take it from the other.
   */
  async #commit({ binding, client, node, now }: Exchange6, { lease }: Answer6): Promise<void> {
    if (lease === undefined || binding === undefined || node === undefined) return;
    const { address, network } = binding;
    const held = this.#parts.leases.at(address);
    if (lease.state === 'released' && (held?.state !== 'bound' || held.iaid !== lease.iaid)) return;
    const times = { bound: this.#parts.options.leaseTime * 1000, released: AFTER_RELEASE, declined: 0 };
    const expires = now + times[lease.state];
    const { name: hostname } = node;
    await this.#parts.leases.commit({ client, ...lease, address, network: network.name, expires, hostname });
  }

  #report(exchange: Exchange6, { type, network, lease }: Answer6, url: string | undefined): void {
    const { binding, client, clientClass, mac, message, node, now } = exchange;
    const address = binding?.address;
    const fields = { client, node: node?.name, network: network.name, address, file: url, relay: relayText(exchange) };
    this.#parts.log.debug(fields, `DHCPv6 ${dhcp6TypeName(type)} to ${dhcp6TypeName(message.type)}`);
    const event = {
      time: now,
      stage: 'dhcp',
      by: 'dhcp',
      ...(address === undefined ? {} : { address }),
      ...(node === undefined ? {} : { node: node.name }),
      ...(mac === undefined ? {} : { mac }),
      ...(clientClass === undefined ? {} : { clientClass: clientClass.id }),
    };
    if (lease?.state === 'bound') this.#parts.timeline.record({ ...event, outcome: 'done' });
    if (lease?.state !== 'declined' || node === undefined) return;
    const detail = `another machine uses the address ${address ?? ''} of node ${node.name}`;
    this.#parts.log.warn({ node: node.name, client }, detail);
    this.#parts.timeline.record({ ...event, outcome: 'failed', detail });
  }
}
