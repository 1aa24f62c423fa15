import { readFileSync, writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { allCases } from '../cases/index.ts';
import { renderHere } from '../go/engines.ts';
it('x', () => {
  const g = JSON.parse(readFileSync(import.meta.dirname + '/../fixtures/go-golden.json', 'utf8'));
  let out = '';
  allCases.forEach((c, i) => {
    let r: unknown;
    try { r = renderHere(c); } catch (e) { r = { thrown: (e as Error).stack }; }
    if (JSON.stringify(r) !== JSON.stringify(g[i])) out += `${c.template}\n  us: ${JSON.stringify(r)}\n  go: ${JSON.stringify(g[i])}\n`;
  });
  writeFileSync('/tmp/cmp.txt', out);
});
