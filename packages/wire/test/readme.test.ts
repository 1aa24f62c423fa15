import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import * as wire from '../src/index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const block = (language: string): string | undefined =>
  new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)?.[1];

it('has an example in its README that prints what the README says', async () => {
  expect(readFileSync(join(import.meta.dirname, 'readme-example.ts'), 'utf8')).toBe(block('ts'));
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./readme-example.ts');
  expect(`${log.mock.calls.map((words) => words.join(' ')).join('\n')}\n`).toBe(block('text'));
});

it('names only functions that exist in its README', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
  const names = rows.flatMap((line) => [...line.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !(name in wire))).toEqual([]);
});
