import { formatIPv4 } from '@muster/wire';
import { isActive, type Lease } from '../lease/lease.ts';
import type { LeaseStore } from '../lease/lease-store.ts';
import { Pool } from '../lease/pool.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { type AnswerOptions, answerOptions, hostOptions, type OptionValues, timeOptions } from './answer-options.ts';
import type { Exchange } from './exchange.ts';
import type { Binding } from './host.ts';

/** An address a client may have, with what it is told there. */
export interface Grant {
  readonly network: ServedNetwork;
  readonly address: number;
  /** Lease in seconds. */
  readonly seconds: number;
  /** The lease and its T1 and T2 as options 51, 58 and 59. */
  readonly times: OptionValues;
  readonly options: AnswerOptions;
}

/** What the client of a REQUEST is doing (RFC 2131 §4.3.2). */
export type Phase = 'selecting' | 'init-reboot' | 'renewing';

/** `refuse`: answer NAK. `silent`: another server may know better (RFC 2131 §4.3.2). */
export type Verdict = Grant | 'refuse' | 'silent';

type Leases = Pick<LeaseStore, 'at' | 'of'>;

/** Says who may have which address. Reads leases and registry; commits nothing but short offers. */
export class Allocator {
  readonly #leases: Leases;
  readonly #options: DhcpOptions;
  readonly #pools: ReadonlyMap<ServedNetwork, Pool>;
  /** Of every client on a network, so encoded once. */
  readonly #common: ReadonlyMap<ServedNetwork, AnswerOptions>;
  /** Of every reply, so encoded once. */
  readonly #nodeTimes: OptionValues;
  readonly #poolTimes: OptionValues;

  constructor(networks: Networks, leases: Leases, options: DhcpOptions) {
    this.#leases = leases;
    this.#options = options;
    this.#pools = new Map(networks.list.map((network) => [network, new Pool(network, leases)]));
    this.#common = new Map(networks.list.map((network) => [network, answerOptions(network)]));
    this.#nodeTimes = timeOptions(options.leaseTime);
    this.#poolTimes = timeOptions(options.poolLeaseTime);
  }

  /** Whether pools are open to this client. */
  admits(exchange: Exchange): boolean {
    return exchange.host !== undefined || this.#options.unknown === 'pool';
  }

  /** The client's fixed address there, else one from the pool; undefined when it gets none. */
  offer(exchange: Exchange, network: ServedNetwork, wanted: number | undefined): Grant | undefined {
    const binding = this.#freeBinding(exchange, network);
    if (binding !== undefined) return this.#fixed(exchange, binding);
    if (!this.admits(exchange)) return undefined;
    const { client, now } = exchange;
    const address = this.#pools.get(network)?.offer(client, wanted, isAssigned(exchange), now);
    return address === undefined ? undefined : this.#pooled(exchange, network, address);
  }

  /** Whether an offered address is one of the pool that the client does not hold already, so that its own machine may answer there. */
  isNew(exchange: Exchange, { network, address }: Grant): boolean {
    if (bindingOn(exchange, network)?.address === address) return false;
    const lease = this.#leases.of(network.name, exchange.client);
    return lease?.address !== address || !isActive(lease, exchange.now);
  }

  /** Whether the client may have the address it asks for. */
  judge(exchange: Exchange, network: ServedNetwork, address: number, phase: Phase): Verdict {
    const { client, now } = exchange;
    const binding = this.#freeBinding(exchange, network);
    if (binding?.address === address) return this.#fixed(exchange, binding);
    const lease = this.#leases.of(network.name, client);
    const pool = this.#pools.get(network);
    const had = lease?.address === address || pool?.isOffered(address, client, now) === true;
    // It asked us by our identifier, or renews by unicast: then it has the address from us, though we may have forgotten.
    const chosen = phase === 'selecting' || (phase === 'renewing' && isToUs(exchange));
    // A running node that was given a fixed address keeps the one it has until it boots again.
    const open = binding === undefined || (had && phase !== 'init-reboot');
    if (open && this.admits(exchange) && (had || chosen || this.#options.authoritative)) {
      if (pool?.isFree(address, client, isAssigned(exchange), now) === true) {
        return this.#pooled(exchange, network, address);
      }
    }
    // Having met the client does not make an address ours that another server may have given it.
    const known = lease !== undefined && (pool?.holds(address) === true || isAssigned(exchange)(address));
    const ours = chosen || known || this.#leases.at(address)?.client === client;
    return ours || this.#options.authoritative ? 'refuse' : 'silent';
  }

  /** The fixed address a plain BOOTP client has for ever. */
  fixed(exchange: Exchange, network: ServedNetwork): Grant | undefined {
    const binding = bindingOn(exchange, network);
    return binding && this.#fixed(exchange, binding);
  }

  /** What INFORM is answered with: everything but an address. */
  information(exchange: Exchange, network: ServedNetwork): AnswerOptions {
    return this.#optionsFor(exchange, network, bindingOn(exchange, network));
  }

  /** The lease by which another machine still holds the client's fixed address there. */
  heldByAnother(exchange: Exchange, network: ServedNetwork): Lease | undefined {
    const binding = bindingOn(exchange, network);
    const lease = binding && this.#leases.at(binding.address);
    if (lease === undefined || lease.client === exchange.client) return undefined;
    const isTaken =
      lease.state === 'bound' && isActive(lease, exchange.now) && lease.hostname !== exchange.host?.node.name;
    return isTaken ? lease : undefined;
  }

  /** The client has its address now, or took another server's offer: nothing is held for it any longer. */
  settled(client: string): void {
    for (const pool of this.#pools.values()) pool.withdraw(client);
  }

  /** An address came free. */
  freed(network: ServedNetwork): void {
    this.#pools.get(network)?.freed();
  }

  isOffered(network: ServedNetwork, client: string, address: number, now: number): boolean {
    return this.#pools.get(network)?.isOffered(address, client, now) === true;
  }

  /**
   * The client's fixed address there, unless another machine still holds it: an address of the pool that became a node's while
   * its lease runs. A new network card of the same node is the node.
   */
  #freeBinding(exchange: Exchange, network: ServedNetwork): Binding | undefined {
    return this.heldByAnother(exchange, network) === undefined ? bindingOn(exchange, network) : undefined;
  }

  #fixed(exchange: Exchange, binding: Binding): Grant {
    const { network, address } = binding;
    const options = this.#optionsFor(exchange, network, binding);
    return { network, address, seconds: this.#options.leaseTime, times: this.#nodeTimes, options };
  }

  #pooled(exchange: Exchange, network: ServedNetwork, address: number): Grant {
    const options = this.#optionsFor(exchange, network);
    return { network, address, seconds: this.#options.poolLeaseTime, times: this.#poolTimes, options };
  }

  #optionsFor({ host }: Exchange, network: ServedNetwork, binding?: Binding): AnswerOptions {
    const common = this.#common.get(network) ?? answerOptions(network);
    if (host === undefined) return common;
    return hostOptions(common, network, {
      name: host.node.name,
      device: binding?.device,
      siteOptions: host.siteOptions,
    });
  }
}

export function bindingOn(exchange: Exchange, network: ServedNetwork): Binding | undefined {
  return exchange.host?.bindings.find((binding) => binding.network === network);
}

/** Sent to our own address and not by a relay: the client thinks of us as its server. */
function isToUs(exchange: Exchange): boolean {
  return exchange.arrival.localAddress !== undefined && exchange.message.giaddr === 0;
}

function isAssigned(exchange: Exchange): (address: number) => boolean {
  const { registry } = exchange.snapshot;
  return (address) => registry.byAddress(formatIPv4(address)) !== undefined;
}
