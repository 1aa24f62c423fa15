import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SessionRecord } from './session.ts';

/** Lines before the journal is written anew, beyond four for each boot kept. */
const SLACK = 4000;
/** Lines written per turn of the event loop while the journal is written anew. */
const SLICE = 500;

export interface SessionJournalOptions {
  readonly file: string;
  /** Boots to keep, oldest first. */
  readonly live: () => Iterable<SessionRecord>;
  readonly onError: (error: unknown) => void;
}

/**
 * An append-only file with a line of JSON for each change of a boot; the last line of an id counts. Lines are handed to the
 * system before a machine is answered, so a killed server has lost nothing; after a power cut machines claim anew.
 */
export class SessionJournal {
  readonly #options: SessionJournalOptions;
  #descriptor: number;
  #lines: number;
  #failed = false;
  /** Lines that came while the journal is written anew. */
  #late: string[] | undefined;
  #rewrite: Promise<void> = Promise.resolve();

  private constructor(options: SessionJournalOptions, descriptor: number, lines: number) {
    this.#options = options;
    this.#descriptor = descriptor;
    this.#lines = lines;
  }

  /** What a journal holds, oldest change first; none when there is no file. Lines that are no records are left out. */
  static read(file: string): readonly SessionRecord[] {
    const records = new Map<string, SessionRecord>();
    for (const line of textOf(file).split('\n')) {
      const record = recordOf(line);
      if (record === undefined) continue;
      records.delete(record.id);
      records.set(record.id, record);
    }
    return [...records.values()];
  }

  /** Goes on with the file, which is made (0600) when it is not there, and written anew. */
  static async open(options: SessionJournalOptions): Promise<SessionJournal> {
    const { file } = options;
    mkdirSync(path.dirname(file), { recursive: true });
    const journal = new SessionJournal(options, openSync(file, 'a', 0o600), 0);
    await journal.#compact();
    return journal;
  }

  append(record: SessionRecord): void {
    const line = `${JSON.stringify(record)}\n`;
    this.#late?.push(line);
    this.#lines += 1;
    try {
      writeSync(this.#descriptor, line);
      this.#failed = false;
    } catch (error) {
      // A full disk fails every line: one is enough to be told.
      if (!this.#failed) this.#options.onError(error);
      this.#failed = true;
    }
  }

  /** Writes the file anew when most of its lines are outdated. `boots`: how many are kept. */
  tidy(boots: number): void {
    if (this.#late !== undefined || this.#lines < 4 * boots + SLACK) return;
    this.#rewrite = this.#compact().catch((error: unknown) => {
      this.#lines = 0;
      this.#options.onError(error);
    });
  }

  async close(): Promise<void> {
    await this.#rewrite;
    closeSync(this.#descriptor);
  }

  async #compact(): Promise<void> {
    const { file, live } = this.#options;
    const next = `${file}.new`;
    const late: string[] = [];
    this.#late = late;
    let descriptor: number | undefined;
    try {
      const records = [...live()];
      descriptor = openSync(next, 'w', 0o600);
      for (let start = 0; start < records.length; start += SLICE) {
        const slice = records.slice(start, start + SLICE);
        appendFileSync(descriptor, slice.map((record) => `${JSON.stringify(record)}\n`).join(''));
        await setImmediate();
      }
      appendFileSync(descriptor, late.join(''));
      renameSync(next, file);
      closeSync(this.#descriptor);
      this.#descriptor = descriptor;
      this.#lines = records.length + late.length;
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      throw error;
    } finally {
      this.#late = undefined;
    }
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function recordOf(line: string): SessionRecord | undefined {
  try {
    const value = JSON.parse(line) as Partial<SessionRecord> | null;
    if (typeof value !== 'object' || value === null) return undefined;
    const { id, openedAt, seenAt, state, snapshot } = value;
    const whole =
      typeof id === 'string' &&
      /^[0-9a-f]{16}$/.test(id) &&
      typeof openedAt === 'number' &&
      typeof seenAt === 'number' &&
      (state === 'open' || state === 'up' || state === 'ended') &&
      typeof snapshot?.id === 'string' &&
      typeof snapshot.number === 'number' &&
      (typeof value.node === 'string' || typeof value.mac === 'string');
    return whole ? (value as SessionRecord) : undefined;
  } catch {
    return undefined;
  }
}
