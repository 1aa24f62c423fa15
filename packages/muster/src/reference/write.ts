import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { referencePages } from './pages.ts';

// Run by "npm run docs" from a checkout: writes docs/reference anew.
const target = fileURLToPath(new URL('../../../../docs/reference', import.meta.url));
const scratch = await mkdtemp(path.join(tmpdir(), 'muster-docs-'));
try {
  await mkdir(target, { recursive: true });
  for (const [name, text] of await referencePages(scratch)) await writeFile(path.join(target, name), text);
} finally {
  await rm(scratch, { recursive: true });
}
