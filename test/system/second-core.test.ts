import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MUSTER = path.join(ROOT, 'packages/muster/bin/muster.js');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-second-core-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Installs a built workspace package as a copy of its own, its dependencies as links to the installed ones. */
async function install(name: string, from: string): Promise<void> {
  const to = path.join(folder, 'node_modules', name);
  await mkdir(path.dirname(to), { recursive: true });
  for (const part of ['package.json', 'dist']) {
    await cp(path.join(ROOT, from, part), path.join(to, part), { recursive: true });
  }
  const { dependencies = {} } = JSON.parse(await readFile(path.join(to, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const dependency of Object.keys(dependencies).filter((wanted) => !wanted.startsWith('@muster/'))) {
    const link = path.join(folder, 'node_modules', dependency);
    await mkdir(path.dirname(link), { recursive: true });
    const nested = path.join(ROOT, from, 'node_modules', dependency);
    await symlink(existsSync(nested) ? nested : path.join(ROOT, 'node_modules', dependency), link).catch(
      (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      },
    );
  }
}

it('the example plugin works with a second copy of core installed beside the site', async () => {
  await cp(path.join(ROOT, 'examples/rescue-plugin'), folder, { recursive: true });
  await install('@muster/core', 'packages/core');
  await install('@muster/wire', 'packages/wire');
  await install('@muster/gotemplate', 'packages/gotemplate');
  const run = (...args: string[]) => execa(process.execPath, [MUSTER, ...args], { cwd: folder });

  const found = await execa(process.execPath, ['-p', "require.resolve('@muster/core')"], { cwd: folder });
  expect(found.stdout).toContain(folder);
  expect((await run('rescue', 'list')).stdout).toContain('n02');
  expect((await run('config', 'check')).exitCode).toBe(0);
});
