import type { ObservedBoot } from './boot.ts';
import type { Situation } from './situation.ts';

/** What a check boots with. */
export interface LoaderTools {
  readonly boot: (situation: Situation) => Promise<ObservedBoot>;
}

/** Something every loader has to do. */
export interface LoaderBehaviour {
  /** Unique, `GROUP/WHAT`: what departures and reports name it by. */
  readonly id: string;
  /** A sentence about the loader. */
  readonly title: string;
  /** Rejects with LoaderNonconformance when the loader does not show it. */
  readonly check: (tools: LoaderTools) => Promise<void>;
}
