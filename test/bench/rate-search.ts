/** What was found at one offered rate. */
export interface Trial {
  /** Exchanges a second that were completed. */
  readonly rate: number;
  /** Share of what was begun that was not completed, 0 to 1. */
  readonly lost: number;
  /** Processor time of the server for one completed exchange, microseconds. */
  readonly cpuMicroseconds: number;
}

/** A trial counts when fewer than this share of its exchanges was lost. */
const MOST_LOST = 0.01;
/** The load generator is at its own end when less than this share of what it was to offer came about without loss. */
const FULLY_OFFERED = 0.85;
const COARSE = 1.6;
const FINE = 1.15;
const MOST_TRIALS = 6;

/** Finds the highest rate with little loss. Each round begins where the one before ended, so most take two or three trials. */
export class RateSearch {
  readonly #offer: (rate: number) => Promise<Trial>;
  #start: number;
  #located = false;

  constructor(start: number, offer: (rate: number) => Promise<Trial>) {
    this.#start = start;
    this.#offer = offer;
  }

  /** The best trial of this round with little loss; undefined when no rate tried was low enough. */
  async round(): Promise<Trial | undefined> {
    if (!this.#located) await this.#walk(COARSE);
    this.#located = true;
    return await this.#walk(FINE);
  }

  /** Upwards until too much is lost; when that is so from the beginning, downwards until it is not. */
  async #walk(factor: number): Promise<Trial | undefined> {
    let best: Trial | undefined;
    let descending = false;
    let offered = this.#start;
    for (let trials = 0; trials < MOST_TRIALS; trials += 1) {
      const trial = await this.#offer(Math.round(offered));
      if (trial.lost < MOST_LOST) {
        best = trial;
        this.#start = offered;
        if (descending || trial.rate < FULLY_OFFERED * offered) break;
        offered *= factor;
      } else {
        if (best !== undefined) break;
        descending = true;
        offered /= factor;
      }
    }
    if (best === undefined) this.#start = offered;
    return best;
  }
}
