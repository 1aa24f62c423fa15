import { setTimeout as sleep } from 'node:timers/promises';
import { isMusterError } from '@muster/core/client';

/** Between two attempts to reach a server that went. */
const RETRY_MS = 500;

export interface Patience {
  /** Milliseconds in all. */
  readonly timeout: number;
  /** Told once when the server is gone. */
  readonly onLost: () => void;
}

/**
 * Asks a question that changes nothing and is answered late, with the milliseconds that are left; again when the server went
 * meanwhile, as after a restart. Throws what was thrown last once the time is over.
 */
export async function throughRestarts<T>(
  ask: (timeout: number) => Promise<T>,
  { timeout, onLost }: Patience,
): Promise<T> {
  const deadline = Date.now() + timeout;
  for (let lost = false; ; lost = true) {
    try {
      return await ask(Math.max(0, deadline - Date.now()));
    } catch (error) {
      if (!isMusterError(error) || error.code !== 'CONTROL_LOST' || Date.now() >= deadline) throw error;
      if (!lost) onLost();
      await sleep(Math.min(RETRY_MS, Math.max(1, deadline - Date.now())));
    }
  }
}
