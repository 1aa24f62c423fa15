import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Case } from './cases/case.ts';
import { grammatical, mutated } from './generate.ts';
import { printfCalls, regexCalls } from './generate-calls.ts';
import { type Result, renderHere, renderWithGo } from './go/engines.ts';

const runs = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);
const batch = 20_000;

/** Differences that are meant to be: see the README. */
function isMeant(template: string, here: Result, go: Result): boolean {
  // Go gives keys in any order, sorts the caller's own strings, and takes octets beyond ASCII for characters of their own.
  if (/sortAlpha \.strings|nospace|\b(keys|values) /.test(template) && !('error' in here) && !('error' in go))
    return true;
  const text = JSON.stringify(here) + JSON.stringify(go);
  return /the map is part of the data|complex numbers are not supported|slice: cannot index slice\/array with type interface|0xc0[0-9a-f]{8}|error calling mustFromJson|error calling dig|<concat>|Hello!|function "hello" not defined/.test(
    text,
  );
}

/** Errors of execution have to come from the same place; their wording is compared case by case in go.test.ts. */
function asCompared(result: Result): string {
  if (!('error' in result)) return JSON.stringify(result);
  return /^template: t:\d+:\d+: executing "t" at <.*?>: /s.exec(result.error)?.[0] ?? result.error;
}

function differences(cases: readonly Case[]): unknown[] {
  const results = renderWithGo(cases);
  return cases.flatMap((test, i) => {
    const go = results[i] ?? { error: 'no result' };
    const here = renderHere(test);
    return asCompared(here) === asCompared(go) || isMeant(test.template, here, go)
      ? []
      : [{ template: test.template, here, go }];
  });
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
