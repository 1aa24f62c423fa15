import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedPages } from './pages.ts';

// Run by "npm run docs" from a checkout: writes docs/reference and docs/man anew.
const docs = fileURLToPath(new URL('../../../../docs', import.meta.url));
const scratch = await mkdtemp(path.join(tmpdir(), 'muster-docs-'));
try {
  const pages = await generatedPages(scratch);
  await rm(path.join(docs, 'man'), { recursive: true, force: true });
  for (const [name, text] of pages) {
    await mkdir(path.dirname(path.join(docs, name)), { recursive: true });
    await writeFile(path.join(docs, name), text);
  }
} finally {
  await rm(scratch, { recursive: true });
}
