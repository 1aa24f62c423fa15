import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allCases } from './cases/index.ts';
import { renderWithGo } from './go/engines.ts';

const file = join(import.meta.dirname, 'fixtures/go-golden.json');

describe("Go's own engine", { timeout: 180_000 }, () => {
  // GOTEMPLATE_RECORD=1 writes the results down after cases were added.
  it('still renders every case as recorded', () => {
    const results = renderWithGo(allCases);
    if (process.env.GOTEMPLATE_RECORD === '1') writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
    expect(results).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });
});
