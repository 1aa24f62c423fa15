import { appendFile, readFile } from 'node:fs/promises';
import { type LeaseSource, type Logger, messageOf, writeFileDurably } from '@muster/core';
import { parseIPv4, parseMac } from '@muster/wire';

interface Held {
  readonly mac: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Who holds which address, by what the daemon's log says it acknowledged: its own lease file leaves out addresses that
 * are fixed. Kept in a file so that a restart of the server in the middle of a boot loses nobody's proof.
 */
export class Acknowledged implements LeaseSource {
  readonly #held: Map<string, Held>;
  readonly #file: string;
  readonly #serves: (address: string) => boolean;
  readonly #log: Logger;
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string, held: Map<string, Held>, serves: (address: string) => boolean, log: Logger) {
    this.#file = file;
    this.#held = held;
    this.#serves = serves;
    this.#log = log;
  }

  /** Reads the file, and writes it anew without what is over at `now`. */
  static async open(file: string, serves: (address: string) => boolean, log: Logger, now: number) {
    const held = new Map<string, Held>();
    for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
      const [address = '', mac = '', until = ''] = line.split(' ');
      if (parseIPv4(address) === undefined || parseMac(mac) === undefined) continue;
      if (Number(until) > now) held.set(address, { mac, until: Number(until) });
      else held.delete(address);
    }
    await writeFileDurably(file, [...held].map(([address, lease]) => lineOf(address, lease)).join(''), 0o600);
    return new Acknowledged(file, held, serves, log);
  }

  take(address: string, mac: string, until: number): void {
    this.#held.set(address, { mac, until });
    this.#append(lineOf(address, { mac, until }));
  }

  giveBack(address: string, mac: string): void {
    if (this.#held.get(address)?.mac !== mac) return;
    this.#held.delete(address);
    this.#append(lineOf(address, { mac, until: 0 }));
  }

  serves(address: string): boolean {
    return this.#serves(address);
  }

  holder(address: string, time: number): string | undefined {
    const lease = this.#held.get(address);
    return lease !== undefined && lease.until > time ? lease.mac : undefined;
  }

  /** Resolves when everything told so far is in the file. */
  async close(): Promise<void> {
    await this.#written;
  }

  #append(line: string): void {
    this.#written = this.#written
      .then(() => appendFile(this.#file, line))
      .catch((error: unknown) => {
        this.#log.warn({ file: this.#file }, `leases are remembered in memory only: ${messageOf(error)}`);
      });
  }
}

function lineOf(address: string, { mac, until }: Held): string {
  return `${address} ${mac} ${until}\n`;
}
