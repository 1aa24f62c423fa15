import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { generatedPages } from '../../src/reference/pages.ts';

const docs = path.join(import.meta.dirname, '../../../../docs');
let pages: ReadonlyMap<string, string>;

beforeAll(async () => {
  const scratch = await mkdtemp(path.join(tmpdir(), 'muster-docs-'));
  pages = await generatedPages(scratch);
  await rm(scratch, { recursive: true });
});

describe('generated documentation', () => {
  it('is what the code generates: run "npm run docs" after a change', async () => {
    for (const [name, text] of pages) expect(await readFile(path.join(docs, name), 'utf8'), name).toBe(text);
    const man = [...pages.keys()].filter((name) => name.startsWith('man/')).map((name) => path.basename(name));
    expect((await readdir(path.join(docs, 'man'))).sort()).toEqual(man.sort());
  });

  it.each([
    ['groff', ['-man', '-Tutf8', '-ww', '-z']],
    // A page without a date is the same whenever it is made.
    ['mandoc', ['-T', 'lint', '-W', 'warning']],
  ])('has man pages that %s has nothing to say about', async (program, options) => {
    for (const [name, input] of pages) {
      if (!name.startsWith('man/')) continue;
      const { all } = await execa(program, options, { input, all: true, reject: false });
      const said = all.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
      expect(said, name).toEqual([]);
    }
  });

  it('shows options in man pages as they are typed', async () => {
    const input = pages.get('man/muster-node.1') ?? '';
    const { stdout } = await execa('groff', ['-man', '-Tutf8', '-P-cbou'], { input });
    expect(stdout).toContain('--profile <names>');
    expect(stdout).toContain('~NAME takes one away');
    expect(stdout).toContain('muster node set n[01-40] --image debian-2 --kernel-args "quiet console=ttyS0"');
  });
});
