import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemplateError, goFloat, listVariables, parse, sprigFunctions } from '../src/index.ts';
import { grammatical, mutated } from './generate.ts';
import { fromJson } from './go/fixture.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);
const limits = { steps: 20_000, outputBytes: 100_000, valueBytes: 100_000 };

/** Parses and executes; anything thrown but a `TemplateError` fails the test. */
function tryAll(template: string, data?: unknown): void {
  try {
    const parsed = parse('fuzz', template, { funcs: sprigFunctions });
    listVariables(parsed);
    parsed.execute(fromJson(data), { limits, onRead: () => undefined });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    expect(error.line).toBeGreaterThan(0);
    expect(error.line).toBeLessThanOrEqual(template.split('\n').length);
    expect(error.column).toBeGreaterThan(0);
    expect(error.remedy).not.toBe('');
  }
}

const fragments = [
  '{{',
  '}}',
  '{{-',
  ' -}}',
  '(',
  ')',
  '|',
  '.a',
  '$x',
  ':=',
  '"',
  '`',
  "'",
  'if ',
  'end',
  'range ',
  'define "x"',
  '/*',
  '*/',
  '\n',
];

describe('any text', { timeout: 60_000 + numRuns * 20 }, () => {
  it('is a template or a TemplateError, whatever its characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        tryAll(`{{${text}`);
      }),
      { numRuns },
    );
  });

  it('is a template or a TemplateError when made of pieces of templates', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 3 })), { maxLength: 30 });
    fc.assert(
      fc.property(pieces, (parts) => {
        tryAll(parts.join(''));
      }),
      { numRuns },
    );
  });

  it('is a template or a TemplateError when a template was damaged', () => {
    fc.assert(
      fc.property(mutated, ({ template, data }) => {
        tryAll(template, data);
      }),
      { numRuns },
    );
  });

  it('executes to text or a TemplateError on any data', () => {
    const value = fc.anything({
      withBigInt: true,
      withMap: true,
      withDate: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(grammatical, value, ({ template }, data) => {
        tryAll(template, { ...Object(data), a: data, list: [data], map: data });
      }),
      {
        numRuns,
      },
    );
  });

  it('renders numbers as what they read back to', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(parse('t', '{{printf "%g" .}}').execute(goFloat(value)))).toBe(value);
      }),
      { numRuns },
    );
  });
});

describe('deep nesting', () => {
  it.each([
    ['parentheses', '{{'.concat('('.repeat(100_000))],
    ['conditions', '{{if true}}'.repeat(100_000)],
    ['else if chains', `{{if true}}${'{{else if true}}'.repeat(100_000)}`],
    ['blocks', '{{block "x" .}}'.repeat(100_000)],
  ])('of %s is refused, not a stack overflow', (_, text) => {
    expect(() => parse('deep', text)).toThrow(expect.objectContaining({ code: 'TEMPLATE_LIMIT', line: 1 }));
  });
});
