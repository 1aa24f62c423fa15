import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** Where and when results were taken. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly system: string;
  readonly node: string;
  /** Running or waiting programs of the last minute, before the benchmark began: with many, read ratios only. */
  readonly load: number;
}

export async function describeMachine(): Promise<Machine> {
  const [first] = cpus();
  const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(osRelease)?.[1] ?? 'Linux';
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: `${availableParallelism()} x ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${name}, Linux ${release().split('-')[0] ?? ''}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
  };
}
