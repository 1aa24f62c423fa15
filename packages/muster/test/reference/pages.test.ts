import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { referencePages } from '../../src/reference/pages.ts';

const folder = path.join(import.meta.dirname, '../../../../docs/reference');

it('docs/reference is what the code generates: run "npm run docs" after a change', async () => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'muster-docs-'));
  const pages = await referencePages(scratch);
  await rm(scratch, { recursive: true });
  expect([...pages.keys()]).toEqual(['cli.md', 'config.md', 'muster.schema.json']);
  for (const [name, text] of pages) expect(await readFile(path.join(folder, name), 'utf8'), name).toBe(text);
});
