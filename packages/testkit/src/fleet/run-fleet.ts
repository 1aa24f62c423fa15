import { setTimeout as delay } from 'node:timers/promises';
import { type BootOptions, type BootReport, bootMachine } from '../firmware/boot-machine.ts';
import type { FakeMachine } from '../firmware/machine.ts';
import { watchOwnDelay } from './own-delay.ts';
import { type ServerUsage, UsageMeter } from './server-usage.ts';
import { type FleetSummary, summaryOf } from './summary.ts';
import { Tally } from './tally.ts';

export interface FleetOptions extends Omit<BootOptions, 'signal'> {
  readonly machines: readonly FakeMachine[];
  /** Machines that boot at the same time, at most. */
  readonly concurrency: number;
  /** Machines switched on a second; as many as `concurrency` lets when it is not given. */
  readonly rate?: number | undefined;
  /** The server's process id, undefined while it does not run. */
  readonly serverPid?: (() => Promise<number | undefined>) | undefined;
  readonly onProgress?: ((progress: FleetProgress) => void) | undefined;
  readonly onBoot?: ((report: BootReport) => void) | undefined;
  /** Ends the simulation: what boots is stopped, the summary is of what came up until then. */
  readonly signal: AbortSignal;
}

/** How far a simulation is. */
export interface FleetProgress {
  readonly up: number;
  readonly failed: number;
  readonly booting: number;
  readonly machines: number;
}

const PROGRESS_MS = 250;

/** Boots machines in front of a server and sums up how that went. */
export async function runFleet(options: FleetOptions): Promise<FleetSummary> {
  const { machines, concurrency, onProgress, serverPid, signal } = options;
  const tally = new Tally();
  const booting = new Set<Promise<void>>();
  const meter = serverPid === undefined ? undefined : await UsageMeter.start(serverPid);
  const tell = (): void => onProgress?.({ ...counts(tally), booting: booting.size, machines: machines.length });
  const timer = setInterval(tell, PROGRESS_MS);
  const ownDelay = watchOwnDelay();
  const start = performance.now();
  let usage: ServerUsage | undefined;
  try {
    for (const [index, machine] of machines.entries()) {
      await turn(index, start, options);
      if (signal.aborted) break;
      const boot = bootMachine(machine, options).then((report) => {
        tally.add(report);
        options.onBoot?.(report);
        booting.delete(boot);
      });
      booting.add(boot);
      while (booting.size >= concurrency) await Promise.race(booting);
    }
    await Promise.all(booting);
  } finally {
    clearInterval(timer);
    usage = await meter?.stop();
  }
  tell();
  return summaryOf(tally, {
    machines: machines.length,
    seconds: (performance.now() - start) / 1000,
    usage,
    own: ownDelay(),
  });
}

function counts({ up, failed }: Tally): { up: number; failed: number } {
  return { up, failed };
}

/** Waits until this machine's turn by the rate. */
async function turn(index: number, start: number, { rate, signal }: FleetOptions): Promise<void> {
  if (rate === undefined) return;
  const early = start + (index * 1000) / rate - performance.now();
  if (early > 1) await delay(early, undefined, { signal }).catch(() => undefined);
}
