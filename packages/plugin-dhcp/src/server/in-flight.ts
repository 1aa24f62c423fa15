/** Packets worked on at the same time; beyond that the newest is dropped and its client asks again. */
const MOST = 10_000;

/** The packets a server works on. */
export class InFlight {
  #count = 0;
  #onIdle: () => void = () => undefined;

  get isFull(): boolean {
    return this.#count >= MOST;
  }

  /** Works on one more. */
  async run(work: () => Promise<void>): Promise<void> {
    this.#count += 1;
    try {
      await work();
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#onIdle();
    }
  }

  /** Resolves when none is worked on. */
  async idle(): Promise<void> {
    if (this.#count === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
