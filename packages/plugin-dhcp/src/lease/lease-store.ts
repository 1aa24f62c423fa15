import { join } from 'node:path';
import { dhcpErrors } from '../errors.ts';
import { Journal } from './journal.ts';
import { type Lease, leaseLine, parseLeaseLine } from './lease.ts';
import { LeaseTable } from './lease-table.ts';

/** A client that comes back within this time gets its old address again, even when its lease has run out. */
const REMEMBER_MS = 30 * 24 * 3600 * 1000;
/** Renewals make the journal grow: it is rewritten when it has this many lines and mostly outdated ones. */
const COMPACT_LINES = 2000;

/** `<state>/dhcp/leases.journal`. */
export function journalFile(stateFolder: string): string {
  return join(stateFolder, 'dhcp', 'leases.journal');
}

/** The leases as they stand in a journal, without opening it for writing: for the command line. */
export async function readLeases(file: string): Promise<readonly Lease[]> {
  return [...(await load(file)).table.values()];
}

/** All leases, in memory and on disk. */
export class LeaseStore {
  readonly #table: LeaseTable;
  readonly #journal: Journal;
  #lines: number;
  #compacting: Promise<void> | undefined;
  /** Lines that could not be read when the store was opened: at most one after a crash. */
  readonly damaged: number;

  private constructor(table: LeaseTable, journal: Journal, damaged: number) {
    this.#table = table;
    this.#journal = journal;
    this.#lines = table.size;
    this.damaged = damaged;
  }

  /**
   * Reads the journal and writes it anew without what is outdated.
   * @throws MusterError `DHCP_JOURNAL_UNUSABLE`
   */
  static async open(file: string, now = Date.now()): Promise<LeaseStore> {
    try {
      const { table, damaged } = await load(file);
      for (const lease of [...table.values()]) if (lease.expires + REMEMBER_MS < now) table.delete(lease);
      return new LeaseStore(table, await Journal.create(file, lines(table)), damaged);
    } catch (error) {
      throw dhcpErrors.journalUnusable(file, error);
    }
  }

  at(address: number): Lease | undefined {
    return this.#table.at(address);
  }

  of(network: string, client: string): Lease | undefined {
    return this.#table.of(network, client);
  }

  values(): IterableIterator<Lease> {
    return this.#table.values();
  }

  /** In force for every decision at once; resolves when it would survive a crash: answer the client only then. */
  async commit(lease: Lease): Promise<void> {
    this.#table.put(lease);
    this.#lines += 1;
    await this.#journal.append(leaseLine(lease));
    if (this.#lines > COMPACT_LINES && this.#lines > 4 * this.#table.size) this.#compact();
  }

  async close(): Promise<void> {
    await this.#compacting?.catch(() => undefined);
    await this.#journal.close();
  }

  #compact(): void {
    this.#lines = this.#table.size;
    // A rewrite that fails leaves the old journal in use; the next one is tried after as many lines again.
    this.#compacting = this.#journal.compact(() => lines(this.#table)).catch(() => undefined);
  }
}

function* lines(table: LeaseTable): Generator<string> {
  for (const lease of table.values()) yield leaseLine(lease);
}

async function load(file: string): Promise<{ table: LeaseTable; damaged: number }> {
  const table = new LeaseTable();
  let damaged = 0;
  for (const line of await Journal.read(file)) {
    const lease = parseLeaseLine(line);
    if (lease === undefined) damaged += 1;
    else table.put(lease);
  }
  return { table, damaged };
}
