import type { ServedNetwork } from '../network.ts';
import { isActive, type Lease } from './lease.ts';

/** How long an offered address is kept for the client: PXE firmware takes up to 4 s from OFFER to REQUEST, and asks again. */
const OFFER_MS = 30_000;
/** Places tried for an address nobody had before one that somebody had, and may come back for, is given. */
const PREFER_FRESH = 64;

/** What a pool reads of the leases. */
export interface LeaseLookup {
  at(address: number): Lease | undefined;
  of(network: string, client: string): Lease | undefined;
}

/** Says that an address belongs to a node of the registry. */
export type IsAssigned = (address: number) => boolean;

interface Offer {
  readonly client: string;
  readonly address: number;
  readonly until: number;
}

/**
 * Addresses of one network for machines without a fixed one. A client gets the address it had, else one that depends
 * on its hardware address, so that answers are the same after a restart. Offers are held in memory only.
 */
export class Pool {
  readonly #network: ServedNetwork;
  readonly #leases: LeaseLookup;
  readonly #offers = new Map<number, Offer>();
  readonly #offered = new Map<string, Offer>();
  #fullUntil = 0;

  constructor(network: ServedNetwork, leases: LeaseLookup) {
    this.#network = network;
    this.#leases = leases;
  }

  /** An address for this client, held for it for a short time; undefined when there is none. Same answer when asked again. */
  offer(client: string, wanted: number | undefined, isAssigned: IsAssigned, now: number): number | undefined {
    const address = this.#choose(client, wanted, isAssigned, now);
    if (address === undefined) return undefined;
    this.#forget(this.#offered.get(client));
    this.#forget(this.#offers.get(address));
    const offer = { client, address, until: now + OFFER_MS };
    this.#offers.set(address, offer);
    this.#offered.set(client, offer);
    return address;
  }

  /** Whether this address is given from here. */
  holds(address: number): boolean {
    return this.#network.pool?.contains(address) === true && !this.#network.reserved.has(address);
  }

  /** Whether this client may have this address now. */
  isFree(address: number, client: string, isAssigned: IsAssigned, now: number): boolean {
    if (!this.holds(address)) return false;
    const lease = this.#leases.at(address);
    if (lease !== undefined && isActive(lease, now) && (lease.client !== client || lease.state === 'declined'))
      return false;
    const offer = this.#offers.get(address);
    if (offer !== undefined && offer.client !== client && offer.until > now) return false;
    return !isAssigned(address);
  }

  /** Whether this address is being offered to this client. */
  isOffered(address: number, client: string, now: number): boolean {
    const offer = this.#offered.get(client);
    return offer?.address === address && offer.until > now;
  }

  /** The client took an address, here or from another server: its offer is no longer held. */
  withdraw(client: string): void {
    this.#forget(this.#offered.get(client));
  }

  /** An address came free: an exhausted pool looks again. */
  freed(): void {
    this.#fullUntil = 0;
  }

  #forget(offer: Offer | undefined): void {
    if (offer === undefined) return;
    if (this.#offers.get(offer.address) === offer) this.#offers.delete(offer.address);
    if (this.#offered.get(offer.client) === offer) this.#offered.delete(offer.client);
  }

  #choose(client: string, wanted: number | undefined, isAssigned: IsAssigned, now: number): number | undefined {
    const known = [this.#offered.get(client)?.address, this.#leases.of(this.#network.name, client)?.address, wanted];
    const free = known.find((address) => address !== undefined && this.isFree(address, client, isAssigned, now));
    return free ?? this.#search(client, isAssigned, now);
  }

  #search(client: string, isAssigned: IsAssigned, now: number): number | undefined {
    const { pool } = this.#network;
    if (pool === undefined || now < this.#fullUntil) return undefined;
    const start = hash(client) % pool.size;
    let used: Lease | undefined;
    for (let step = 0; step < pool.size; step += 1) {
      if (used !== undefined && step >= PREFER_FRESH) break;
      const address = pool.first + ((start + step) % pool.size);
      if (!this.isFree(address, client, isAssigned, now)) continue;
      const lease = this.#leases.at(address);
      if (lease === undefined) return address;
      if (used === undefined || lease.expires < used.expires) used = lease;
    }
    // A search through a full pool is slow, and a storm of DISCOVERs would repeat it: look again after a second.
    if (used === undefined) this.#fullUntil = now + 1000;
    return used?.address;
  }
}

/** FNV-1a, 32 bits: spreads the consecutive hardware addresses of a rack. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
