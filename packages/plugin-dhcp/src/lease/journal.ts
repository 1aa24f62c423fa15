import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Milliseconds that writes gather in while the device is busy: one fdatasync(2) then serves all of them. */
const GATHER_MS = 10;

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Rewrite {
  readonly lines: () => Iterable<string>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An append-only file of lines. A line counts as written once it is on the device, so what was acknowledged survives a
 * kill and a power cut; at most the last line is torn.
 */
export class Journal {
  readonly #file: string;
  #handle: FileHandle;
  #size: number;
  #waiting: Waiting[] = [];
  readonly #rewrites: Rewrite[] = [];
  #work: Promise<void> | undefined;
  #lastFlush = 0;

  private constructor(file: string, handle: FileHandle, size: number) {
    this.#file = file;
    this.#handle = handle;
    this.#size = size;
  }

  /** The lines of a journal, oldest first; none when it does not exist. */
  static async read(file: string): Promise<readonly string[]> {
    try {
      return (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  }

  /** Starts the journal anew with these lines; the old content is replaced at once or not at all. */
  static async create(file: string, lines: Iterable<string>): Promise<Journal> {
    await mkdir(dirname(file), { recursive: true, mode: 0o750 });
    const { handle, size } = await replace(file, lines);
    try {
      await syncFolder(dirname(file));
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new Journal(file, handle, size);
  }

  /** Resolves once the line is on the device. Rejects when it could not be written; it then is not in the file. */
  append(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#work ??= this.#run();
    });
  }

  /**
   * Replaces the whole content, after the batch of lines that is being written: lines that wait are written after it. A
   * rejected one has left the old content, or the new one without the promise that it survives a power cut.
   */
  compact(lines: () => Iterable<string>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#rewrites.push({ lines, resolve, reject });
      this.#work ??= this.#run();
    });
  }

  /** Writes what is waiting and closes the file. */
  async close(): Promise<void> {
    while (this.#work !== undefined) await this.#work;
    await this.#handle.close();
  }

  /** One piece of work on the file at a time. Never rejects. A rewrite goes before lines, which under load never end. */
  async #run(): Promise<void> {
    for (;;) {
      const rewrite = this.#rewrites.shift();
      if (rewrite !== undefined) await this.#rewrite(rewrite.lines).then(rewrite.resolve, rewrite.reject);
      else if (this.#waiting.length > 0) await this.#drain();
      else break;
    }
    this.#work = undefined;
  }

  async #rewrite(lines: () => Iterable<string>): Promise<void> {
    const old = this.#handle;
    const { handle, size } = await replace(this.#file, lines());
    // In use from its rename on, whatever becomes of the rest: lines in the old file would be lost.
    this.#handle = handle;
    this.#size = size;
    await old.close();
    await syncFolder(dirname(this.#file));
  }

  async #drain(): Promise<void> {
    const pause = this.#lastFlush + GATHER_MS - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#write(Buffer.from(batch.map(({ line }) => line).join(''), 'utf8'));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.#lastFlush = performance.now();
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.#handle.write(bytes, done, bytes.length - done, this.#size + done)).bytesWritten;
      }
      await this.#handle.datasync();
      this.#size += bytes.length;
    } catch (error) {
      // Half a batch must not stay: the next one would begin in the middle of a line.
      await this.#handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
  }
}

/** Puts these lines in the place of the file. When it rejects, the old one is still there. */
async function replace(file: string, lines: Iterable<string>): Promise<{ handle: FileHandle; size: number }> {
  const next = `${file}.new`;
  const bytes = Buffer.from([...lines].join(''), 'utf8');
  const handle = await open(next, 'w', 0o640);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
    await rename(next, file);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return { handle, size: bytes.length };
}

/** Makes the rename itself durable (fsync(2) of the directory). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
