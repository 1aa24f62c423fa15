import { breathe } from '../registry/breathe.ts';

/** Work done one piece after the other, in the order it came, with pauses for everything else the process does. */
export class SerialQueue {
  readonly #pause = breathe();
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      await this.#pause();
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
