import { type Ipv4Range, parseIPv4, parseRange } from '@muster/wire';

export interface Claim {
  readonly key: string;
  readonly state: 'offered' | 'bound' | 'released' | 'declined';
}

/** The pool of one network, as plain as it can be. */
export class ReferenceLeases {
  readonly claims = new Map<number, Claim>();
  readonly #range: Ipv4Range | undefined;
  readonly #reserved: ReadonlySet<number>;

  constructor(pool: string | undefined, reserved: readonly string[]) {
    this.#range = pool === undefined ? undefined : parseRange(pool);
    this.#reserved = new Set(reserved.map((address) => parseIPv4(address) ?? 0));
  }

  /** The address the client has, had, or wants; else the next free one. */
  offer(key: string, wanted: number | undefined): number | undefined {
    const own = this.of(key);
    if (own !== undefined) return own;
    if (wanted !== undefined && this.isFree(wanted, key)) return wanted;
    const never = this.#first((address) => !this.claims.has(address));
    return never ?? this.#first((address) => this.isFree(address, key));
  }

  of(key: string): number | undefined {
    return [...this.claims].find(([, claim]) => claim.key === key && claim.state !== 'declined')?.[0];
  }

  isFree(address: number, key: string): boolean {
    if (this.#range === undefined || address < this.#range.first || address > this.#range.last) return false;
    const claim = this.claims.get(address);
    if (this.#reserved.has(address)) return false;
    return claim === undefined || claim.state === 'released' || (claim.key === key && claim.state !== 'declined');
  }

  #first(suits: (address: number) => boolean): number | undefined {
    const { first = 0, last = -1 } = this.#range ?? {};
    for (let address = first; address <= last; address += 1) {
      if (!this.#reserved.has(address) && suits(address)) return address;
    }
    return undefined;
  }
}
