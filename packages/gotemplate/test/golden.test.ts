import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCases } from './cases/index.ts';
import { type Result, renderHere } from './go/engines.ts';

const file = join(import.meta.dirname, 'fixtures/go-golden.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as Result[];

describe('what Go rendered', () => {
  it('is recorded for every case', () => {
    expect(golden).toHaveLength(allCases.length);
    expect(allCases.length).toBeGreaterThan(250);
  });

  it.each(allCases.map((test, i) => ({ test, name: JSON.stringify(test.template), i })))(
    'is rendered here too: $i $name',
    ({ test, i }) => {
      expect(renderHere(test)).toEqual(golden[i]);
    },
  );
});
