import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesEtag, parseRange, rangeStillValid } from '../../src/http/range.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

describe('a Range header', () => {
  it('names a slice by both ends, by its start, or by its length from the end', () => {
    expect(parseRange('bytes=0-0', 10)).toEqual({ start: 0, length: 1 });
    expect(parseRange('bytes=3-', 10)).toEqual({ start: 3, length: 7 });
    expect(parseRange('bytes=3-99', 10)).toEqual({ start: 3, length: 7 });
    expect(parseRange('bytes=-4', 10)).toEqual({ start: 6, length: 4 });
    expect(parseRange('bytes=-99', 10)).toEqual({ start: 0, length: 10 });
  });

  it('cannot be met beyond the end, of nothing, or for zero bytes', () => {
    expect(parseRange('bytes=10-', 10)).toBe('unsatisfiable');
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-0', 10)).toBe('unsatisfiable');
  });

  it('is ignored when malformed, in other units or with several ranges', () => {
    for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=5-2', 'lines=0-1', 'bytes=0-1,3-4']) {
      expect(parseRange(header, 10), header).toBeUndefined();
    }
  });

  it('never leads outside the body', () => {
    const header = fc.oneof(
      fc.string(),
      fc.tuple(fc.string({ unit: fc.constantFrom('0', '1', '9', '-', ',', ' ') })).map(([text]) => `bytes=${text}`),
    );
    fc.assert(
      fc.property(header, fc.nat(20), (text, size) => {
        const range = parseRange(text, size);
        if (range === undefined || range === 'unsatisfiable') return true;
        return range.start >= 0 && range.length > 0 && range.start + range.length <= size;
      }),
      { numRuns },
    );
  });
});

describe('conditions', () => {
  it('match an entity tag in a list, weak ones and the star', () => {
    expect(matchesEtag('"a", W/"b"', '"b"')).toBe(true);
    expect(matchesEtag('*', '"b"')).toBe(true);
    expect(matchesEtag('"a"', '"b"')).toBe(false);
    expect(matchesEtag(undefined, '"b"')).toBe(false);
  });

  it('let a range continue only the same content', () => {
    expect(rangeStillValid(undefined, '"a"')).toBe(true);
    expect(rangeStillValid('"a"', '"a"')).toBe(true);
    expect(rangeStillValid('W/"a"', '"a"')).toBe(false);
    expect(rangeStillValid('Wed, 21 Oct 2026 07:28:00 GMT', '"a"')).toBe(false);
  });
});
