import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTftpOptions, type TftpOptions, writeTftpOptions } from '../../src/index.ts';
import { codeOf, RUNS } from '../fuzz.ts';

const read = (name: string, value: string): TftpOptions => readTftpOptions(new Map([[name, value]]));

describe('TFTP options', () => {
  it('are read as numbers, unknown ones left out', () => {
    const asked = new Map([
      ['tsize', '0'],
      ['blksize', '1468'],
      ['windowsize', '4'],
      ['timeout', '3'],
      ['multicast', ''],
    ]);
    expect(readTftpOptions(asked)).toEqual({ tsize: 0, blksize: 1468, windowsize: 4, timeout: 3 });
  });

  it.each([
    ['blksize', '7'],
    ['blksize', '-8'],
    ['blksize', '0x200'],
    ['blksize', ''],
    ['blksize', '1e3'],
    ['timeout', '0'],
    ['timeout', '256'],
    ['windowsize', '0'],
    ['tsize', '1.5'],
    ['tsize', '9999999999999999'],
  ])('are left out when unusable: %s=%s', (name, value) => {
    expect(read(name, value)).toEqual({});
  });

  it('are brought down to the maximum where a server may answer with less', () => {
    expect(read('blksize', '65535')).toEqual({ blksize: 65464 });
    expect(read('windowsize', '100000')).toEqual({ windowsize: 65535 });
  });

  it('keep their limits', () => {
    expect(read('blksize', '8')).toEqual({ blksize: 8 });
    expect(read('blksize', '65464')).toEqual({ blksize: 65464 });
    expect(read('timeout', '255')).toEqual({ timeout: 255 });
    expect(read('tsize', '5000000000')).toEqual({ tsize: 5_000_000_000 });
  });

  it('are refused when written beyond them', () => {
    const bad: TftpOptions[] = [{ blksize: 7 }, { blksize: 65465 }, { timeout: 0 }, { windowsize: 1.5 }, { tsize: -1 }];
    expect(bad.map((options) => codeOf(() => writeTftpOptions(options)))).toEqual(bad.map(() => 'TFTP_FIELD_INVALID'));
  });

  it('survive both directions, in a fixed order', () => {
    const anyOptions = fc.record(
      {
        windowsize: fc.integer({ min: 1, max: 65535 }),
        tsize: fc.maxSafeNat().filter((size) => size < 1e15),
        timeout: fc.integer({ min: 1, max: 255 }),
        blksize: fc.integer({ min: 8, max: 65464 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyOptions, (options) => {
        const written = writeTftpOptions(options);
        expect(readTftpOptions(written)).toEqual(options);
        expect([...written.keys()]).toEqual([...written.keys()].toSorted());
      }),
      { numRuns: RUNS },
    );
  });

  it('never throw when read', () => {
    const pairs = fc.array(fc.tuple(fc.constantFrom('blksize', 'timeout', 'tsize', 'windowsize', 'x'), fc.string()));
    fc.assert(
      fc.property(pairs, (entries) => {
        for (const value of Object.values(readTftpOptions(new Map(entries)))) expect(value).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: RUNS },
    );
  });
});
