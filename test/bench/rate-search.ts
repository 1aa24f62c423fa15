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
/** Steps downwards grow up to this: dnsmasq slows down tenfold while its leases become many. */
const WIDEST = 2;
const MOST_TRIALS_UPWARDS = 6;
/** A program that loses exchanges at this rate, exchanges a second, completes none. */
const LEAST_RATE = 2;

/** Finds the highest rate with little loss. Each round begins where the one before ended, so most take two or three trials. */
export class RateSearch {
  readonly #offer: (rate: number) => Promise<Trial>;
  #start: number;
  #located = false;

  constructor(start: number, offer: (rate: number) => Promise<Trial>) {
    this.#start = start;
    this.#offer = offer;
  }

  /** The best trial of this round with little loss; undefined when even {@link LEAST_RATE} is too much. */
  async round(): Promise<Trial | undefined> {
    if (!this.#located) await this.#walk(COARSE);
    this.#located = true;
    return await this.#walk(FINE);
  }

  async #walk(factor: number): Promise<Trial | undefined> {
    const first = await this.#try(this.#start);
    return first.lost < MOST_LOST ? await this.#upwards(first, factor) : await this.#downwards(factor);
  }

  /** Until too much is lost, or the load generator is at its end. */
  async #upwards(first: Trial, factor: number): Promise<Trial> {
    let best = first;
    for (let trials = 1; trials < MOST_TRIALS_UPWARDS && best.rate >= FULLY_OFFERED * this.#start; trials += 1) {
      const trial = await this.#try(this.#start * factor);
      if (trial.lost >= MOST_LOST) break;
      this.#start *= factor;
      best = trial;
    }
    return best;
  }

  /** Until little is lost. */
  async #downwards(factor: number): Promise<Trial | undefined> {
    let step = factor;
    while (this.#start > LEAST_RATE) {
      this.#start = Math.max(this.#start / step, LEAST_RATE);
      const trial = await this.#try(this.#start);
      if (trial.lost < MOST_LOST) return trial;
      step = Math.min(step * factor, WIDEST);
    }
    return undefined;
  }

  #try(rate: number): Promise<Trial> {
    return this.#offer(Math.round(rate));
  }
}
