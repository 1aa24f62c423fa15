import { setTimeout as delay } from 'node:timers/promises';

/** The clock of one boot. */
export interface Pace {
  /** How many times faster than real ones waits pass. */
  readonly speed: number;
  /** Aborts when the boot is to end, whatever it does. */
  readonly signal: AbortSignal;
  /** Passes this many milliseconds of a real machine's time. */
  wait(ms: number): Promise<void>;
}

/** @throws the signal's reason from `wait` when it aborts. */
export function createPace(speed: number, signal: AbortSignal): Pace {
  return {
    speed,
    signal,
    wait: async (ms) => {
      signal.throwIfAborted();
      await delay(ms / speed, undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    },
  };
}
