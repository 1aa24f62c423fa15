import { readFile } from 'node:fs/promises';

/** Ticks of utime and stime in proc(5): USER_HZ is 100 on every Linux of today. */
const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 500;

/** What the server used while machines booted. Memory in octets. */
export interface ServerUsage {
  /** Seconds of processor time, all threads, of all processes that were the server meanwhile. */
  readonly cpuSeconds: number;
  /** Processor time by wall time: 1 is one core busy. */
  readonly cores: number;
  readonly memoryBefore: number;
  readonly memoryPeak: number;
  /** Process ids, more than one when it was restarted. */
  readonly pids: readonly number[];
}

/** Watches the server's process, and the next one when that ends. */
export class UsageMeter {
  readonly #find: () => Promise<number | undefined>;
  readonly #start = performance.now();
  /** Processor seconds by process: first and last seen. */
  readonly #cpu = new Map<number, { readonly first: number; last: number }>();
  #before = 0;
  #peak = 0;
  #pid: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(find: () => Promise<number | undefined>) {
    this.#find = find;
  }

  /** `find` gives the server's process id, undefined while there is none. */
  static async start(find: () => Promise<number | undefined>): Promise<UsageMeter> {
    const meter = new UsageMeter(find);
    await meter.#sample();
    meter.#before = meter.#peak;
    meter.#again();
    return meter;
  }

  async stop(): Promise<ServerUsage | undefined> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#sample();
    if (this.#cpu.size === 0) return undefined;
    const cpuSeconds = [...this.#cpu.values()].reduce((sum, { first, last }) => sum + last - first, 0);
    return {
      cpuSeconds,
      cores: cpuSeconds / ((performance.now() - this.#start) / 1000),
      memoryBefore: this.#before,
      memoryPeak: this.#peak,
      pids: [...this.#cpu.keys()],
    };
  }

  #again(): void {
    this.#timer = setTimeout(() => {
      void this.#sample().then(() => {
        if (this.#timer !== undefined) this.#again();
      });
    }, SAMPLE_MS);
  }

  async #sample(): Promise<void> {
    this.#pid ??= await this.#find().catch(() => undefined);
    const pid = this.#pid;
    if (pid === undefined) return;
    const usage = await usageOf(pid);
    if (usage === undefined) {
      this.#pid = undefined;
      return;
    }
    // A process that began after the first sample counts from its start.
    const known = this.#cpu.get(pid);
    if (known === undefined) this.#cpu.set(pid, { first: this.#cpu.size === 0 ? usage.cpu : 0, last: usage.cpu });
    else known.last = usage.cpu;
    this.#peak = Math.max(this.#peak, usage.memory);
  }
}

async function usageOf(pid: number): Promise<{ readonly cpu: number; readonly memory: number } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold blanks; utime is the 14th field, the 12th after it. A zombie has no memory any more.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    if (resident === undefined) return undefined;
    return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND, memory: Number(resident) * 1024 };
  } catch {
    return undefined;
  }
}
