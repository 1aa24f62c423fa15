import type { Io } from '../io.ts';

/** The items of a stream until Ctrl-C or SIGTERM; ends quietly then. */
export async function* untilInterrupted<T>(items: AsyncIterable<T>, io: Pick<Io, 'onSignal'>): AsyncGenerator<T> {
  const stops: (() => void)[] = [];
  const stopped = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      stops.push(
        io.onSignal(signal, () => {
          resolve(undefined);
        }),
      );
    }
  });
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      // Closing the connection breaks a read that nobody waits for any more.
      next.catch(() => undefined);
      const found = await Promise.race([next, stopped]);
      if (found === undefined || found.done === true) return;
      yield found.value;
    }
  } finally {
    for (const stop of stops) stop();
    iterator.return?.().catch(() => undefined);
  }
}
