import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalCompare, naturalSort } from '../../src/registry/index.ts';
import { FUZZ_TIMEOUT, RUNS } from './support.ts';

const names = fc.stringMatching(/^[a-b0-2]{0,6}$/);

describe('naturalSort', () => {
  it('orders numbers inside names by value', () => {
    expect(naturalSort(['n10', 'n2', 'n1', 'login', 'n01', 'n2-ib'])).toEqual([
      'login',
      'n1',
      'n01',
      'n2',
      'n2-ib',
      'n10',
    ]);
  });

  it('handles numbers too long for a double', () => {
    expect(naturalSort(['n100000000000000000001', 'n100000000000000000000'])).toEqual([
      'n100000000000000000000',
      'n100000000000000000001',
    ]);
  });

  it(
    'is a total order: antisymmetric, transitive, and zero for equal names only',
    () => {
      fc.assert(
        fc.property(names, names, names, (a, b, c) => {
          expect(Math.sign(naturalCompare(a, b))).toBe(-Math.sign(naturalCompare(b, a)) + 0);
          expect(naturalCompare(a, b) === 0).toBe(a === b);
          if (naturalCompare(a, b) < 0 && naturalCompare(b, c) < 0) expect(naturalCompare(a, c)).toBeLessThan(0);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});
