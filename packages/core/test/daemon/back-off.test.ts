import { describe, expect, it } from 'vitest';
import { BackOff } from '../../src/daemon/back-off.ts';

describe('waits between deaths', () => {
  it('double up to the longest', () => {
    const backOff = new BackOff({ first: 500, longest: 3000, goodRun: 60_000 });
    expect([0, 10, 0, 20, 0].map((ranFor) => backOff.after(ranFor))).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('begin anew after a good run', () => {
    const backOff = new BackOff({ first: 500, longest: 3000, goodRun: 60_000 });
    for (let death = 0; death < 5000; death += 1) backOff.after(0);
    expect(backOff.after(60_000)).toBe(500);
    expect(backOff.after(0)).toBe(1000);
  });
});
