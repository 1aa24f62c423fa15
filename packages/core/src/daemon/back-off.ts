import type { BackOffSettings } from './types.ts';

/** Doubling waits, begun anew after a good run. */
export class BackOff {
  readonly #first: number;
  readonly #longest: number;
  readonly #goodRun: number;
  #deaths = 0;

  constructor({ first = 500, longest = 30_000, goodRun = 60_000 }: BackOffSettings = {}) {
    this.#first = first;
    this.#longest = longest;
    this.#goodRun = goodRun;
  }

  /** Milliseconds to wait after a death; `ranFor` is how long the program had run. */
  after(ranFor: number): number {
    if (ranFor >= this.#goodRun) this.#deaths = 0;
    const wait = Math.min(this.#longest, this.#first * 2 ** Math.min(this.#deaths, 30));
    this.#deaths += 1;
    return wait;
  }
}
