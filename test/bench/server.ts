import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, LabProcess, Network } from '../lab/index.ts';
import { type Memory, cpuSeconds, memoryOf } from './usage.ts';

/** A program that is measured, alone with its client in a network of its own. */
export interface BenchServer {
  readonly name: string;
  readonly network: Network;
  readonly client: Client;
  readonly pid: number;
  /** Seconds of processor time so far. */
  cpuSeconds(): Promise<number>;
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface Place {
  readonly network: Network;
  readonly client: Client;
  /** For configuration, leases and logs. */
  readonly folder: string;
}

export interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What its log says once it answers; without it the program answers at once. */
  readonly ready?: string;
}

const READY_MS = 90_000;

/** Starts a program with its output in a file, as under an init system, and waits until it says that it is ready. */
export async function launch({ network, client, folder }: Place, program: Launch): Promise<BenchServer> {
  const { name, command, args, ready } = program;
  const log = `${folder}/${name}.log`;
  const env = { ...program.env, BENCH_LOG: log };
  // The shell is replaced by the program: the process has its id.
  const child = network.spawn('sh', ['-c', 'exec "$0" "$@" >"$BENCH_LOG" 2>&1', command, ...args], { name, env });
  if (ready !== undefined) await waitForLine(child, log, ready);
  return {
    name,
    network,
    client,
    pid: child.pid,
    cpuSeconds: () => cpuSeconds(child.pid),
    memory: () => memoryOf(child.pid),
    stop: async () => {
      await child.stop();
    },
  };
}

async function waitForLine(child: LabProcess, log: string, text: string): Promise<void> {
  const ended = child.exited.then(() => true);
  const deadline = performance.now() + READY_MS;
  do {
    const output = await readFile(log, 'utf8').catch(() => '');
    if (output.includes(text)) return;
  } while (!(await Promise.race([ended, delay(50, false)])) && performance.now() < deadline);
  const tail = (await readFile(log, 'utf8').catch(() => '')).slice(-2000);
  await child.stop();
  throw new Error(`${child.name} did not start: its log should say "${text}", but ends with\n${tail}`);
}
