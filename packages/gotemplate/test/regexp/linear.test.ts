import { describe, expect, it } from 'vitest';
import { Regexp } from '../../src/regexp/regexp.ts';

/** Work of one search, in the units that limits count. */
function work(pattern: string, text: string): number {
  let units = 0;
  new Regexp(pattern, (count) => {
    units += count;
  }).matches(text);
  return units;
}

describe('a search', () => {
  it.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '(.*a){12}', '(x+x+)+y', '([a-zA-Z]+)*@', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    'for %s takes time in proportion to the text',
    (pattern) => {
      const small = work(pattern, `${'a'.repeat(500)}!`);
      const large = work(pattern, `${'a'.repeat(5000)}!`);
      expect(small).toBeGreaterThan(0);
      expect(large).toBeLessThan(small * 11);
    },
  );

  it('refuses patterns whose programs would be too large', () => {
    expect(() => new Regexp('((((a{1,100}){1,10}){1,10}){1,10})', () => undefined)).toThrow('invalid repeat count');
    expect(() => new Regexp('(?:[a-z][0-9][a-z][0-9][a-z][0-9]){1000}'.repeat(10), () => undefined)).toThrow(
      'expression too large',
    );
  });
});
