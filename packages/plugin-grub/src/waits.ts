import { createHash } from 'node:crypto';

/** Each wait is twice the one before, up to this many times the first. */
const MOST = 16;

/**
 * Seconds of the waits in a row of one machine. They are spread by up to a third by who asks, so that machines which lost the
 * server in the same moment do not come back in the same moment.
 */
export function waitsOf(first: number, who: string): readonly number[] {
  const digest = createHash('sha256').update(who).digest();
  const waits: number[] = [];
  for (let times = 1, index = 0; times <= MOST; times *= 2, index += 1) {
    const seconds = first * times;
    waits.push(Math.round(seconds + (seconds / 3) * ((digest[index] ?? 0) / 255)));
  }
  return waits;
}
