import fc from 'fast-check';
import { type Case, common } from './cases/case.ts';

const { pattern } = fc.letrec<{ atom: string; piece: string; pattern: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      'c',
      'A',
      'é',
      '.',
      '^',
      '$',
      '\\b',
      '\\B',
      '\\d',
      '\\w',
      '\\s',
      '\\pL',
      '\\PL',
      '\\A',
      '\\z',
      '\\.',
      '\\x41',
      '',
    ),
    fc.constantFrom(
      '[ab]',
      '[^a]',
      '[a-c]',
      '[[:alpha:]]',
      '[^[:^digit:]b]',
      '[\\d_]',
      '[]a]',
      '[a\\]-]',
      '[^\\pL]',
      '[-a]',
      '\\Qa.\\E',
      '☃',
    ),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
    fc
      .tuple(fc.constantFrom('i', 's', 'm', 'U', 'i-s', 'ims'), tie('pattern'))
      .map(([flags, inner]) => `(?${flags}:${inner})`),
    fc.constantFrom('(?i)', '(?m)', '(?P<n>b)', 'x{', '\\pZ', '\\pZ', '(?s)a', '\\n', 'c', 'ab'),
  ),
  piece: fc
    .tuple(
      tie('atom'),
      fc.constantFrom(
        '',
        '',
        '',
        '*',
        '+',
        '?',
        '*?',
        '+?',
        '??',
        '{2}',
        '{1,2}',
        '{0,1}?',
        '{2,}',
        '{,2}',
        '{0}',
        '{3}',
      ),
    )
    .map((parts) => parts.join('')),
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('piece'), { maxLength: 4 }).map((pieces) => pieces.join('')),
    fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('|')),
  ),
}));

const broken = fc
  .tuple(
    pattern,
    fc.constantFrom(
      '(',
      ')',
      '[',
      '\\',
      '*',
      '(?=a)',
      '{2}',
      '\\8',
      '[b-a]',
      '{1001}',
      '**',
      '(?z)',
      '\\p{Nope}',
      '[[:nope:]]',
    ),
    fc.nat(),
  )
  .map(([good, bad, at]) => good.slice(0, at % (good.length + 1)) + bad + good.slice(at % (good.length + 1)));

const subject = fc
  .array(fc.constantFrom('a', 'b', 'c', 'A', 'é', '1', ' ', '\n', '☃', 'ab', 'K', 'ſ', '.'), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** Regular expressions through all Sprig functions on them. */
export const regexCalls: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(pattern, pattern, pattern, broken),
    subject,
    fc.integer({ min: -1, max: 4 }),
    fc.constantFrom('<$0>', '${1}x', '$1x', '$$', '$n-$2', ''),
  )
  .map(([regex, value, limit, replacement]) => {
    const [p, s, r] = [regex, value, replacement].map((part) => JSON.stringify(part));
    const calls = [`regexMatch ${p} ${s}`, `regexFind ${p} ${s} | quote`, `regexFindAll ${p} ${s} ${limit} | toJson`];
    calls.push(`regexReplaceAll ${p} ${s} ${r} | quote`, `regexSplit ${p} ${s} ${limit} | toJson`);
    return { template: calls.map((call) => `{{${call}}}`).join(' '), sprig: true };
  });

const flags = fc.array(fc.constantFrom('-', '+', '#', '0', ' '), { maxLength: 3 }).map((parts) => parts.join(''));
const size = fc.constantFrom('', '', '', '5', '12', '*', '1', '[2]*');
const precision = fc.constantFrom('', '', '', '.2', '.0', '.', '.*', '.10', '.[1]*');
const verb = fc.constantFrom(...'vsdqxXobcUtfFeEgGTzO%'.split(''), '[1]d', '[3]v', '[2]q');
const directive = fc.tuple(flags, size, precision, verb).map((parts) => `%${parts.join('')}`);
const format = fc
  .array(fc.oneof(directive, fc.constantFrom('|', ' é ', '%', 'text')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('|'));

const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => {
  const digits = String(value === 0 ? 0 : value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
});

const operand = fc.oneof(
  fc.integer().map(String),
  fc.maxSafeInteger().map(String),
  double,
  fc.constantFrom(
    '"text"',
    '"é☃"',
    '""',
    'true',
    'nil',
    '.list',
    '.map',
    '.mixed',
    '.float',
    '.none',
    '.strings',
    '.pi',
    '.nodes',
    "'x'",
    '0',
    '-1',
  ),
);

/** printf with any flags, widths, precisions, verbs and operands. */
export const printfCalls: fc.Arbitrary<Case> = fc
  .tuple(format, fc.array(operand, { maxLength: 4 }))
  .map(([text, operands]) => ({
    template: `{{printf ${[JSON.stringify(text), ...operands].join(' ')}}}`,
    data: common,
  }));
