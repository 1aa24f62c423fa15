import type { LeaseSource } from './types.ts';

/** A machine that holds an address. */
export interface HeldLease {
  readonly mac: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Who holds which address, by what a DHCP server was seen to acknowledge. */
export class HeldLeases implements LeaseSource {
  readonly #held: Map<string, HeldLease>;
  readonly #serves: (address: string) => boolean;
  readonly #onChange: (address: string, lease: HeldLease) => void;

  /** `onChange` is told of every lease that is taken, and with `until` 0 of one that is given back. */
  constructor(
    serves: (address: string) => boolean,
    held: ReadonlyMap<string, HeldLease> = new Map(),
    onChange: (address: string, lease: HeldLease) => void = () => undefined,
  ) {
    this.#serves = serves;
    this.#held = new Map(held);
    this.#onChange = onChange;
  }

  take(address: string, mac: string, until: number): void {
    this.#held.set(address, { mac, until });
    this.#onChange(address, { mac, until });
  }

  giveBack(address: string, mac: string): void {
    if (this.#held.get(address)?.mac !== mac) return;
    this.#held.delete(address);
    this.#onChange(address, { mac, until: 0 });
  }

  /** By address, those that are over among them until they are forgotten. */
  get held(): ReadonlyMap<string, HeldLease> {
    return this.#held;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Lets go of leases that are over at `now`. */
  forget(now: number): void {
    for (const [address, { until }] of this.#held) if (until <= now) this.#held.delete(address);
  }

  serves(address: string): boolean {
    return this.#serves(address);
  }

  holder(address: string, time: number): string | undefined {
    const lease = this.#held.get(address);
    return lease !== undefined && lease.until > time ? lease.mac : undefined;
  }
}
