import fc from 'fast-check';
import { allCases } from './cases/index.ts';
import { type Case, common } from './cases/case.ts';

const fields = Object.keys(common);
const words = ['a', 'b', 'n1', 'id', 'x', 'nope', 'k'];

const field = fc
  .array(fc.constantFrom(...fields, ...words), { minLength: 1, maxLength: 3 })
  .map((names) => names.map((name) => `.${name}`).join(''));

const literal = fc.oneof(
  fc.integer({ min: -50, max: 300 }).map(String),
  fc.constantFrom(
    '0x1f',
    '017',
    '1_000',
    "'x'",
    '1.5',
    '2.0',
    '1e3',
    '-0.25',
    'true',
    'false',
    'nil',
    '`raw`',
    '"%v|%d|%5.2f|%q|%x"',
    '""',
    '","',
  ),
  fc.constantFrom(...words).map((word) => JSON.stringify(word)),
);

const builtins = [
  'and',
  'or',
  'not',
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'index',
  'slice',
  'len',
  'print',
  'printf',
  'println',
  'html',
  'js',
  'urlquery',
  'call',
];
const sprig = [
  ...[
    'lower',
    'upper',
    'title',
    'trim',
    'trimAll',
    'trimPrefix',
    'trimSuffix',
    'nospace',
    'contains',
    'hasPrefix',
    'hasSuffix',
    'replace',
  ],
  ...[
    'quote',
    'squote',
    'cat',
    'indent',
    'nindent',
    'split',
    'splitList',
    'splitn',
    'join',
    'sortAlpha',
    'toString',
    'trunc',
    'substr',
  ],
  ...[
    'default',
    'empty',
    'coalesce',
    'ternary',
    'list',
    'dict',
    'get',
    'hasKey',
    'first',
    'last',
    'rest',
    'initial',
    'append',
    'prepend',
  ],
  ...[
    'concat',
    'reverse',
    'uniq',
    'without',
    'has',
    'compact',
    'pluck',
    'pick',
    'omit',
    'add',
    'add1',
    'sub',
    'mul',
    'div',
    'mod',
    'max',
    'min',
  ],
  ...[
    'int',
    'int64',
    'float64',
    'atoi',
    'until',
    'untilStep',
    'seq',
    'floor',
    'ceil',
    'round',
    'toJson',
    'toPrettyJson',
    'toRawJson',
    'fromJson',
  ],
  ...[
    'b64enc',
    'b64dec',
    'sha256sum',
    'typeOf',
    'kindOf',
    'base',
    'dir',
    'clean',
    'ext',
    'regexMatch',
    'regexFind',
    'regexSplit',
    'regexReplaceAll',
  ],
];

const { pipeline } = fc.letrec<{ operand: string; command: string; pipeline: string }>((tie) => ({
  operand: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    field,
    fc.constantFrom('.', '$', '$x', '$.name', '$x.a', '.list', '.ints', '.map', '.nested.x'),
    tie('pipeline').map((inner) => `(${inner})`),
    fc.tuple(tie('pipeline'), fc.constantFrom(...words)).map(([inner, name]) => `(${inner}).${name}`),
  ),
  command: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('operand'),
    fc
      .tuple(fc.constantFrom(...builtins, ...builtins, ...sprig), fc.array(tie('operand'), { maxLength: 3 }))
      .map(([name, args]) => [name, ...args].join(' ')),
  ),
  pipeline: fc.array(tie('command'), { minLength: 1, maxLength: 3 }).map((commands) => commands.join(' | ')),
}));

const text = fc.constantFrom('', ' ', 'text', '\n', ' é ', '\t');

const { list } = fc.letrec<{ node: string; list: string }>((tie) => {
  const open = fc.constantFrom('{{', '{{- ');
  const close = fc.constantFrom('}}', ' -}}');
  const action = (content: fc.Arbitrary<string>) => fc.tuple(open, content, close).map((parts) => parts.join(''));
  const block = (head: fc.Arbitrary<string>) =>
    fc
      .tuple(
        action(head),
        tie('list'),
        fc.option(fc.tuple(action(fc.constant('else')), tie('list'))),
        action(fc.constant('end')),
      )
      .map(([start, body, other, end]) => start + body + (other?.join('') ?? '') + end);
  return {
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      text,
      action(pipeline),
      action(pipeline.map((value) => `$x := ${value}`)),
      action(pipeline.map((value) => `$x = ${value}`)),
      block(pipeline.map((value) => `if ${value}`)),
      block(pipeline.map((value) => `with ${value}`)),
      block(
        fc
          .tuple(fc.constantFrom('', '$x := ', '$i, $x := '), pipeline)
          .map(([names, value]) => `range ${names}${value}`),
      ),
      action(fc.constantFrom('/* comment */', 'break', 'continue', 'template "t1" .', '/* x */')),
    ),
    list: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  };
});

const prefix = '{{$x := 1}}{{define "t1"}}<{{.}}>{{end}}';

/** Templates from the grammar: most of them parse, and many run. */
export const grammatical: fc.Arbitrary<Case> = list.map((body) => ({
  template: prefix + body,
  data: common,
  sprig: true,
}));

const edit = fc.record({
  at: fc.nat(),
  remove: fc.nat({ max: 3 }),
  insert: fc.oneof(
    fc.constantFrom(
      '{{',
      '}}',
      '{{-',
      '-}}',
      ' - ',
      '(',
      ')',
      '|',
      '.',
      '$',
      '"',
      "'",
      '`',
      ':=',
      '=',
      ',',
      '/*',
      '*/',
      '\n',
      ' ',
      '0',
      '1e',
      '_',
    ),
    fc.constantFrom(
      'end',
      'else',
      'if',
      'range',
      'define "x"',
      'break',
      'nil',
      'é',
      '☃',
      '\\',
      '%',
      '-',
      '+',
      '0x',
      ' .a',
      '.list',
      '',
      '',
      '',
    ),
  ),
});

/** The templates of the cases with a few characters changed: most of them are no templates any more. */
export const mutated: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...allCases), fc.array(edit, { minLength: 1, maxLength: 3 }))
  .map(([original, edits]) => {
    let { template } = original;
    for (const { at, remove, insert } of edits) {
      const start = template.length === 0 ? 0 : at % (template.length + 1);
      template = template.slice(0, start) + insert + template.slice(start + remove);
    }
    // Half a surrogate pair is not text that Go could be given.
    return { ...original, template: Buffer.from(template).toString() };
  });
