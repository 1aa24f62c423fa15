import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from './cases/case.ts';
import { grammatical, mutated } from './generate.ts';
import { printfCalls, regexCalls } from './generate-calls.ts';
import { type Result, renderHere, renderWithGo } from './go/engines.ts';

const runs = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);
const batch = 20_000;

/** An address of Go's heap, 0xc0…, as the verbs of printf write it: hexadecimal, decimal, octal or binary. */
const goAddress = /(?:0x|\b)c0[0-9a-f]{8}\b|\b82[4-8]\d{9}\b|\b0?14\d{12}\b|\b1100000\d{33}\b/i;

/** Differences that are meant to be: see the README. */
function isMeant(template: string, here: Result, go: Result): boolean {
  // Go gives keys in any order, sorts the caller's own strings, and takes octets beyond ASCII for characters of their own.
  if (/sortAlpha \.strings|nospace|\b(keys|values) /.test(template) && !('error' in here) && !('error' in go))
    return true;
  const text = JSON.stringify(here) + JSON.stringify(go);
  if (goAddress.test(text)) return true;
  return /the map is part of the data|complex numbers are not supported|slice: cannot index slice\/array with type interface|error calling mustFromJson|error calling dig|<concat>|Hello!|function \\"hello\\" not defined/.test(
    text,
  );
}

/** Errors of execution have to come from the same place; their wording is compared case by case in go.test.ts. */
function asCompared(result: Result): string {
  if (!('error' in result)) return JSON.stringify(result);
  return /^template: t:\d+:\d+: executing "t" at <.*?>: /s.exec(result.error)?.[0] ?? result.error;
}

interface Difference {
  readonly test: Case;
  readonly here: Result;
  readonly go: Result;
}

function compare(cases: readonly Case[], go: readonly Result[]): Difference[] {
  return cases
    .map((test, i) => ({ test, here: renderHere(test), go: go[i] ?? { error: 'no result' } }))
    .filter(
      ({ test, here, go: other }) => asCompared(here) !== asCompared(other) && !isMeant(test.template, here, other),
    );
}

/**
 * Go 1.19 gives an alternative the case folding of the one before it if both begin with the same letter: `(?i:a)b|A` finds `a`
 * (golang/go#59007). An empty group at the start of alternatives keeps it from doing so and changes nothing else.
 */
function withoutSharedStarts(test: Case): Case {
  return /\(\?[msU]*i/.test(test.template)
    ? { ...test, template: test.template.replace(/(?<! )\|(?! )/g, '|(?:)') }
    : test;
}

function differences(cases: readonly Case[]): unknown[] {
  const found = compare(cases, renderWithGo(cases)).map(({ test }) => test);
  if (found.length === 0) return [];
  const left = compare(found, renderWithGo(found.map(withoutSharedStarts)));
  return left.map(({ test, here, go }) => ({ template: test.template, here, go }));
}

describe('templates made at random render as by Go', () => {
  it.each([
    ['from the grammar of the language', grammatical],
    ['with a few characters changed', mutated],
    ['calling printf', printfCalls],
    ['calling functions on regular expressions', regexCalls],
  ])(
    '%s',
    (_, arbitrary) => {
      for (let done = 0; done < runs; done += batch) {
        const seed = Math.trunc(Math.random() * 2 ** 31);
        const cases = fc.sample(arbitrary, { numRuns: Math.min(batch, runs - done), seed });
        expect(differences(cases), `seed ${seed}`).toEqual([]);
      }
    },
    180_000 + runs * 20,
  );
});
