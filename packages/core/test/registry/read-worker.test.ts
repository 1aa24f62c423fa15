import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Type } from 'typebox';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf, site } from './support.ts';

const packages = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM = 'core/src/registry/read-worker.ts';
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2023,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

let folder = '';
let worker: URL;

/** Makes JavaScript, as the build does, of a source file and of all it imports. */
async function build(file: string, done = new Set<string>()): Promise<void> {
  if (done.has(file)) return;
  done.add(file);
  const source = await readFile(join(packages, file), 'utf8');
  const target = join(folder, file.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, ts.transpileModule(source, { fileName: file, compilerOptions: OPTIONS }).outputText);
  for (const [, name = ''] of source.matchAll(/from '(\.[^']+\.ts)'/g)) await build(join(dirname(file), name), done);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-worker-'));
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@muster/wire'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(modules, '@muster/wire/package.json'), '{"type":"module","exports":"./index.js"}');
  await writeFile(join(modules, '@muster/wire/index.js'), `export * from '../../../wire/src/index.js';\n`);
  const require = createRequire(join(packages, PROGRAM));
  for (const name of ['js-yaml', 'ajv', 'typebox']) {
    const parents = require.resolve.paths(name) ?? [];
    const found = parents.map((parent) => join(parent, name)).find((candidate) => existsSync(candidate));
    await symlink(found ?? name, join(modules, name));
  }
  await build(PROGRAM);
  await build('wire/src/index.ts');
  worker = pathToFileURL(join(folder, PROGRAM.replace(/\.ts$/, '.js')));
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

/** Over 256 KiB of nodes, so that the thread is worth it. */
function large(last = ''): string {
  const nodes = Array.from(
    { length: 3000 },
    (_, index) => `  n${index}:\n    comment: ${'x'.repeat(80)}\n    assetTag: 00${index}\n`,
  );
  return `nodes:\n${nodes.join('')}${last}`;
}

describe('parsing in a thread of its own', () => {
  it('gives the same view as parsing in place', async () => {
    const files = { 'a.yaml': large(), 'b.yaml': 'profiles:\n  p: { weight: "5" }\nnodes:\n  m1: { profiles: [p] }\n' };
    const nodeFields = () => ({ weight: Type.Integer() });
    const { reopen, write } = await site({}, { nodeFields });
    const threaded = reopen({ worker });
    await threaded.load();
    for (const [name, text] of Object.entries(files)) await write(name, text);
    const [inThread, inPlace] = [await threaded.load(), await reopen({ worker: null }).load()];
    expect(inThread.id).toBe(inPlace.id);
    expect(inThread.nodeNames).toHaveLength(3001);
    for (const name of inThread.nodeNames) expect(inThread.node(name)).toEqual(inPlace.node(name));
    expect(inThread.origins('n7')).toEqual(inPlace.origins('n7'));
  });

  it('reports problems with their places', async () => {
    const { store, write } = await site({}, { worker });
    await store.load();
    await write('a.yaml', large('  last:\n    imgae: a\n'));
    const [problem, ...others] = await problemsOf(store.load());
    expect(problem).toContain('9003:5 nodes.last.imgae: is not a known key; did you mean "image"?');
    expect(others).toEqual([]);
  });
});
