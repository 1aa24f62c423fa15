import type { BootReport } from '../firmware/boot-machine.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** Faults of one kind at one stage. */
export interface FaultCount {
  readonly stage: string;
  readonly code: string;
  readonly count: number;
  /** One machine it happened to, and what it was told. */
  readonly example: string;
}

/** One stage over all machines. Times in milliseconds, without waits of firmware and kernel. */
export interface StageSummary extends Spread {
  readonly stage: string;
  /** Times it succeeded; above the number of machines where steps were repeated. */
  readonly count: number;
  readonly bytes: number;
  /** Packets and requests sent again. */
  readonly retries: number;
}

interface StageTally {
  readonly times: number[];
  bytes: number;
  retries: number;
}

/** Adds boots up as they end, so that ten thousand of them need not be kept. */
export class Tally {
  readonly #stages = new Map<string, StageTally>();
  readonly #failures = new Map<string, FaultCount>();
  readonly #recovered = new Map<string, FaultCount>();
  readonly #boots: number[] = [];
  up = 0;
  failed = 0;
  restarts = 0;
  bytes = 0;

  add({ outcome, failure, stages, faults, restarts, ms, machine }: BootReport): void {
    if (outcome === 'up') {
      this.up += 1;
      this.#boots.push(ms);
    } else this.failed += 1;
    this.restarts += restarts;
    for (const { stage, ms: time, bytes, retries } of stages) {
      const tally = this.#stages.get(stage) ?? { times: [], bytes: 0, retries: 0 };
      this.#stages.set(stage, tally);
      tally.times.push(time);
      tally.bytes += bytes;
      tally.retries += retries;
      this.bytes += bytes;
    }
    if (failure !== undefined) count(this.#failures, failure, `${machine.name}: ${failure.detail}`);
    for (const fault of outcome === 'up' ? faults : []) count(this.#recovered, fault, machine.name);
  }

  /** Real time of whole boots, waits included. */
  get boots(): Spread {
    return spreadOf(this.#boots);
  }

  get failures(): readonly FaultCount[] {
    return mostFirst(this.#failures);
  }

  /** What machines that came up had to get over. */
  get recovered(): readonly FaultCount[] {
    return mostFirst(this.#recovered);
  }

  /** In the order a boot goes. */
  get stages(): readonly StageSummary[] {
    return [...this.#stages].map(([stage, { times, bytes, retries }]) => ({
      stage,
      count: times.length,
      ...spreadOf(times),
      bytes,
      retries,
    }));
  }
}

function count(
  counts: Map<string, FaultCount>,
  { stage, code }: Pick<FaultCount, 'stage' | 'code'>,
  example: string,
): void {
  const key = `${stage} ${code}`;
  const known = counts.get(key);
  counts.set(key, { stage, code, count: (known?.count ?? 0) + 1, example: known?.example ?? example });
}

function mostFirst(counts: ReadonlyMap<string, FaultCount>): readonly FaultCount[] {
  return [...counts.values()].sort((a, b) => b.count - a.count);
}
