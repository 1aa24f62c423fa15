import type { LearnedTimes } from './learned-times.ts';
import { parseDuration } from './duration.ts';

/**
 * Milliseconds until the first sign of a stage after what came before it, where nothing was set and nothing learnt yet.
 * `stall` is the time a running transfer may stand still. What a person would notice soon is short; what is silent for good
 * reasons (a kernel that unpacks its root, an init that starts services) is long until the fleet has shown what is usual.
 */
export const DEFAULT_TIMES: Readonly<Record<string, number>> = {
  stall: 15_000,
  'boot-file': 20_000,
  // iPXE of 2019 waits 16 s for IPv6 routers first.
  script: 25_000,
  kernel: 20_000,
  initramfs: 20_000,
  manifest: 120_000,
  image: 20_000,
  system: 20_000,
  runtime: 20_000,
  init: 300_000,
  up: 300_000,
};

const OTHERS = 60_000;
/** Boots of a kind before what they took counts. */
const ENOUGH = 3;
const SHORTEST = 8000;
const SLACK = 10_000;

/** How long a stage may let wait for itself, in milliseconds. */
export interface Expectations {
  stall: number;
  /** `kind`: see {@link kindOf}. */
  wait(kind: string | undefined, stage: string): number;
}

/** What the site set comes first, then what boots of the same kind took (generously), then the defaults. */
export function createExpectations(set: Readonly<Record<string, string>>, learned: LearnedTimes): Expectations {
  const given = (stage: string): number | undefined =>
    parseDuration(Object.hasOwn(set, stage) ? (set[stage] ?? '') : '');
  return {
    stall: given('stall') ?? DEFAULT_TIMES.stall ?? OTHERS,
    wait: (kind, stage) => {
      const own = given(stage);
      if (own !== undefined) return own;
      const samples = kind === undefined ? undefined : learned.times(kind, stage)?.wait;
      const median = samples?.median;
      if (samples === undefined || median === undefined || samples.count < ENOUGH)
        return DEFAULT_TIMES[stage] ?? OTHERS;
      return Math.max(SHORTEST, median * 3, (samples.quantile(0.9) ?? 0) * 1.5, median + SLACK);
    },
  };
}

/** What boots are compared by. */
export function kindOf(
  node: { profiles: readonly string[]; image?: string },
  stages: string,
  clientClass: string | undefined,
): string {
  return [node.profiles.join('+'), node.image ?? '-', stages, clientClass ?? '-'].join(' ');
}
