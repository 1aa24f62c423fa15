import { join } from 'node:path';
import { dhcpErrors } from '../errors.ts';
import { Journal } from '../lease/journal.ts';
import { type Lease6, lease6Line, parseLease6Line } from './lease.ts';

/** Renewals make the journal grow: it is rewritten when it has this many lines and mostly outdated ones. */
const COMPACT_LINES = 20_000;

/** `<state>/dhcp/leases6.journal`. */
export function journal6File(stateFolder: string): string {
  return join(stateFolder, 'dhcp', 'leases6.journal');
}

/** The leases as they stand in a journal, without opening it for writing: for the command line. */
export async function readLeases6(file: string): Promise<readonly Lease6[]> {
  return [...(await load(file)).values()];
}

/**
 * Who was given which IPv6 address, in memory and on disk. Addresses are the registry's, so nothing is allocated by it; it
 * proves that a request from an address is its machine's, also after a restart.
 */
export class LeaseStore6 {
  readonly #byAddress: Map<string, Lease6>;
  readonly #journal: Journal;
  #lines: number;
  #compacting: Promise<void> | undefined;

  private constructor(byAddress: Map<string, Lease6>, journal: Journal) {
    this.#byAddress = byAddress;
    this.#journal = journal;
    this.#lines = byAddress.size;
  }

  /**
   * Reads the journal and writes it anew without what has run out.
   * @throws MusterError `DHCP_JOURNAL_UNUSABLE`
   */
  static async open(file: string, now = Date.now()): Promise<LeaseStore6> {
    try {
      const leases = await load(file);
      for (const [address, { expires }] of leases) if (expires < now) leases.delete(address);
      return new LeaseStore6(leases, await Journal.create(file, lines(leases)));
    } catch (error) {
      throw dhcpErrors.journalUnusable(file, error);
    }
  }

  at(address: string): Lease6 | undefined {
    return this.#byAddress.get(address);
  }

  /** In force at once; resolves when it would survive a crash: answer the client only then. */
  async commit(lease: Lease6): Promise<void> {
    this.#byAddress.set(lease.address, lease);
    this.#lines += 1;
    await this.#journal.append(lease6Line(lease));
    if (this.#lines > COMPACT_LINES && this.#lines > 4 * this.#byAddress.size) this.#compact();
  }

  async close(): Promise<void> {
    await this.#compacting?.catch(() => undefined);
    await this.#journal.close();
  }

  #compact(): void {
    this.#lines = this.#byAddress.size;
    // A rewrite that fails leaves the old journal in use; the next one is tried after as many lines again.
    this.#compacting = this.#journal.compact(() => lines(this.#byAddress)).catch(() => undefined);
  }
}

function* lines(leases: ReadonlyMap<string, Lease6>): Generator<string> {
  for (const lease of leases.values()) yield lease6Line(lease);
}

async function load(file: string): Promise<Map<string, Lease6>> {
  const leases = new Map<string, Lease6>();
  for (const line of await Journal.read(file)) {
    const lease = parseLease6Line(line);
    if (lease !== undefined) leases.set(lease.address, lease);
  }
  return leases;
}
