import type { Boot } from '../boots/boot.ts';
import { RecentMap } from '../recent-map.ts';
import { spansOf } from '../spans.ts';
import { Samples } from './samples.ts';

/** What boots of one kind took in one stage. */
export interface StageTimes {
  /** Milliseconds between the end of what came before and the first sign of this stage. */
  readonly wait: Samples;
  /** Milliseconds of the stage itself. */
  readonly ms: Samples;
  /** Bytes a second. */
  readonly rate: Samples;
}

/** What is usual, in milliseconds. */
export interface Usual {
  readonly wait: number;
  readonly ms: number;
}

type Kind = Map<string, StageTimes>;
type Written = Readonly<Record<string, Readonly<Record<string, { wait: number[]; ms: number[]; rate: number[] }>>>>;

/** Kinds of boots remembered. */
const MOST_KINDS = 200;
/** Transfers too short to tell the speed of a link. */
const LEAST_BYTES = 1024 * 1024;

/** Times learnt from boots that came up, by kind: profiles, image and client class. */
export class LearnedTimes {
  readonly #kinds = new RecentMap<Kind>(MOST_KINDS);
  readonly #names = new RecentMap<string>(MOST_KINDS);
  changed = false;

  constructor(written: Written = {}) {
    for (const [name, stages] of Object.entries(written)) {
      const kind: Kind = new Map();
      for (const [stage, { wait, ms, rate }] of Object.entries(stages)) {
        kind.set(stage, { wait: new Samples(wait), ms: new Samples(ms), rate: new Samples(rate) });
      }
      this.#keep(name, kind);
    }
  }

  /** Takes a finished boot in. One that needed several attempts at something tells nothing about usual times. */
  learn(name: string, boot: Boot): void {
    const kind: Kind = this.#kinds.get(name) ?? new Map<string, StageTimes>();
    for (const { stage, wait, ms } of spansOf(boot)) {
      const record = boot.stages.get(stage);
      if (record === undefined || record.retries > 0) continue;
      const times = kind.get(stage) ?? { wait: new Samples(), ms: new Samples(), rate: new Samples() };
      times.wait.add(wait);
      times.ms.add(ms);
      const { bytes = 0 } = record;
      if (bytes >= LEAST_BYTES && ms > 0) times.rate.add(Math.round((bytes * 1000) / ms));
      kind.set(stage, times);
    }
    this.#keep(name, kind);
    this.changed = true;
  }

  times(name: string, stage: string): StageTimes | undefined {
    return this.#kinds.get(name)?.get(stage);
  }

  /** Median milliseconds of a stage, and of the wait before it. */
  usual(name: string, stage: string): Usual | undefined {
    const { wait, ms } = this.times(name, stage) ?? {};
    return wait?.median === undefined || ms?.median === undefined ? undefined : { wait: wait.median, ms: ms.median };
  }

  toJSON(): unknown {
    return Object.fromEntries(
      [...this.#names.values()].map((name) => [name, Object.fromEntries(this.#kinds.get(name) ?? [])]),
    );
  }

  #keep(name: string, kind: Kind): void {
    this.#kinds.set(name, kind);
    this.#names.set(name, name);
  }
}
