import { expect, it } from 'vitest';
import { Regexp } from '../../src/regexp/regexp.ts';

it.each(['(?i:a)b|A', '(?i:a)b|(A)', '(?i:a)b|(?:A)', 'A|(?i:a)b'])(
  '%s folds the case of one alternative only',
  (pattern) => {
    const regexp = new Regexp(pattern, () => undefined);
    expect(regexp.findAll('a A ab aB', -1)).toEqual(['A', 'ab']);
  },
);
