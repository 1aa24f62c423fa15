import { setImmediate } from 'node:timers/promises';

/** Hosts between two pauses: some milliseconds of work. */
const HOSTS = 50;

/** The items, with pauses in which the server answers requests: a cluster may have ten thousand. */
export async function* breathing<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const [index, item] of items.entries()) {
    if (index % HOSTS === HOSTS - 1) await setImmediate();
    yield item;
  }
}
