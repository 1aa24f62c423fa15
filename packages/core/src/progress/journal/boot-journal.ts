import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import type { Boot } from '../boots/boot.ts';
import type { ProgressEvent } from '../types.ts';
import { bootLine, eventLine } from './line.ts';
import { journalFile, journalFiles } from './read.ts';

export interface JournalOptions {
  readonly folder: string;
  /** Bytes of all files together, and of one; default 32 MiB and 4 MiB. */
  readonly mostBytes?: number;
  readonly fileBytes?: number;
  /** Latest boots of all machines: those that would be lost with the oldest file are written again. */
  readonly latest: () => Iterable<Boot>;
  /** Told when the journal cannot be written; boots go on without it. */
  readonly onError: (error: unknown) => void;
}

const MIB = 1024 * 1024;
/** Milliseconds that events gather in before they are written. */
const GATHER_MS = 250;
/** Events waiting while the disk is slow; more of them are not kept. */
const MOST_WAITING = 100_000;

/**
 * An append-only journal of events in a bounded number of bytes. Written in batches, never synced: after a power cut the
 * last moments may be missing, and a boot goes on all the same.
 */
export class BootJournal {
  readonly #options: JournalOptions;
  #files: { number: number; bytes: number; last: number }[] = [];
  #handle: FileHandle | undefined;
  #waiting: ProgressEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  #broken = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Opens the newest file for more. */
  async open(): Promise<void> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true, mode: 0o750 });
    for (const { number, file } of await journalFiles(folder)) {
      const { size, mtimeMs } = await stat(file);
      this.#files.push({ number, bytes: size, last: mtimeMs });
    }
    // A new file: the end of the last one may be torn.
    await this.#next();
  }

  /** Keeps an event; it is on its way to the disk a moment later. */
  append(event: ProgressEvent): void {
    if (this.#closed || this.#waiting.length >= MOST_WAITING) return;
    this.#waiting.push(event);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.flush();
    }, GATHER_MS).unref();
  }

  /** Resolves once everything that was appended is written, or could not be. */
  async flush(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#drain())
      .catch((error: unknown) => {
        if (!this.#broken) this.#options.onError(error);
        this.#broken = true;
      });
    await this.#writing;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.flush();
    this.#closed = true;
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async #drain(): Promise<void> {
    const events = this.#waiting;
    if (events.length === 0 || this.#handle === undefined) return;
    this.#waiting = [];
    await this.#write(events.map(eventLine).join(''), events.at(-1)?.time ?? 0);
    this.#broken = false;
    const { fileBytes = 4 * MIB } = this.#options;
    if ((this.#files.at(-1)?.bytes ?? 0) >= fileBytes) await this.#next();
  }

  async #write(text: string, last: number): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    await this.#handle?.writeFile(bytes);
    const file = this.#files.at(-1);
    if (file !== undefined) {
      file.bytes += bytes.length;
      file.last = last;
    }
  }

  async #next(): Promise<void> {
    const { folder, mostBytes = 32 * MIB, latest } = this.#options;
    const empty = this.#files.filter(({ bytes }) => bytes === 0);
    const number = (this.#files.at(-1)?.number ?? 0) + 1;
    await this.#handle?.close();
    this.#handle = await open(journalFile(folder, number), 'a', 0o640);
    this.#files.push({ number, bytes: 0, last: 0 });
    for (const file of empty) await this.#drop(file);
    while (this.#files.length > 2 && this.#files.reduce((sum, { bytes }) => sum + bytes, 0) > mostBytes) {
      const oldest = this.#files[0];
      if (oldest === undefined) return;
      // Records take the place of the events they were made of: what runs for a year is still known to be up.
      const kept = [...latest()].filter(({ updated }) => updated <= oldest.last);
      if (kept.length > 0) await this.#write(kept.map(bootLine).join(''), Date.now());
      await this.#drop(oldest);
    }
  }

  async #drop(file: { number: number }): Promise<void> {
    this.#files = this.#files.filter((other) => other !== file);
    await rm(journalFile(this.#options.folder, file.number), { force: true });
  }
}
