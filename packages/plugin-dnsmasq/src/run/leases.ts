import { readFile } from 'node:fs/promises';
import type { LeaseSource } from '@muster/core';
import { parseIPv4, parseMac } from '@muster/wire';

interface Held {
  readonly mac: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Who holds which address: by dnsmasq's lease file at the start, from then on by what its log says it acknowledged. */
export class Leases implements LeaseSource {
  readonly #held: Map<string, Held>;
  readonly #serves: (address: string) => boolean;

  constructor(held: ReadonlyMap<string, Held>, serves: (address: string) => boolean) {
    this.#held = new Map(held);
    this.#serves = serves;
  }

  static async open(file: string, serves: (address: string) => boolean): Promise<Leases> {
    return new Leases(leasesIn(await readFile(file, 'utf8').catch(() => '')), serves);
  }

  take(address: string, mac: string, until: number): void {
    this.#held.set(address, { mac, until });
  }

  giveBack(address: string, mac: string): void {
    if (this.#held.get(address)?.mac === mac) this.#held.delete(address);
  }

  serves(address: string): boolean {
    return this.#serves(address);
  }

  holder(address: string, time: number): string | undefined {
    const lease = this.#held.get(address);
    return lease !== undefined && lease.until > time ? lease.mac : undefined;
  }
}

/** Lines of dnsmasq's lease file: expiry in seconds (0: never), MAC, address, name, client identifier. */
export function leasesIn(text: string): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const line of text.split('\n')) {
    const [expiry = '', hwaddr = '', address = ''] = line.split(' ');
    const mac = parseMac(hwaddr);
    if (!/^\d+$/.test(expiry) || mac === undefined || parseIPv4(address) === undefined) continue;
    held.set(address, { mac, until: expiry === '0' ? Number.POSITIVE_INFINITY : Number(expiry) * 1000 });
  }
  return held;
}
