import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Type } from 'typebox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definePlugin } from '../../src/plugin/define-plugin.ts';
import { loadPlugins } from '../../src/plugin/load.ts';

const shape = (name: string, api = '^1.0.0') => `export default {
  name: '${name}', version: '1.2.3', api: '${api}', apply() {}, [Symbol.for('muster.plugin')]: true,
};`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'muster-load-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function packageAt(name: string, code: string): Promise<void> {
  const at = path.join(folder, 'node_modules', name);
  await mkdir(at, { recursive: true });
  await writeFile(
    path.join(at, 'package.json'),
    JSON.stringify({ name, type: 'module', exports: { default: './index.js' } }),
  );
  await writeFile(path.join(at, 'index.js'), code);
}

const load = (...entries: Parameters<typeof loadPlugins>[0]) => loadPlugins(entries, [folder]);

describe('finding plugins', () => {
  it('tries the standard package, the community name and the bare name, in this order', async () => {
    await packageAt('tftp', shape('bare'));
    await packageAt('muster-plugin-tftp', shape('community'));
    expect((await load('tftp')).map(({ name }) => name)).toEqual(['community']);
    await packageAt('@muster/plugin-tftp', shape('tftp'));
    expect((await load('tftp')).map(({ name }) => name)).toEqual(['tftp']);
  });

  it('loads a path relative to the configuration, in JavaScript and in TypeScript', async () => {
    await writeFile(path.join(folder, 'one.mjs'), shape('one'));
    await writeFile(path.join(folder, 'two.ts'), `const word: string = 'two';\n${shape('two')}\nexport { word };`);
    expect((await load('./one.mjs', './two.ts')).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('falls back to the installation for names the configuration folder does not have', async () => {
    await packageAt('muster-plugin-far', shape('far'));
    const found = await loadPlugins(['far'], [os.tmpdir(), folder]);
    expect(found[0]?.file).toContain('muster-plugin-far');
  });

  it('names the plugin whose module never finishes loading', async () => {
    await writeFile(path.join(folder, 'hangs.mjs'), `await new Promise(() => {});\n${shape('hangs')}`);
    await expect(loadPlugins(['./hangs.mjs'], [folder], 50)).rejects.toMatchObject({
      code: 'PLUGIN_TIMEOUT',
      message: expect.stringContaining('"./hangs.mjs" did not finish its import within 50 ms') as string,
    });
  });

  it('says which names were tried and how to install', async () => {
    await expect(load('nowhere')).rejects.toMatchObject({
      code: 'PLUGIN_NOT_FOUND',
      message: expect.stringContaining('@muster/plugin-nowhere, muster-plugin-nowhere, nowhere') as string,
      remedy: expect.stringContaining('npm install @muster/plugin-nowhere') as string,
    });
  });
});

describe('checking plugins', () => {
  it('refuses a module that fails while it is imported', async () => {
    await writeFile(path.join(folder, 'bad.mjs'), 'throw new Error("boom");');
    await expect(load('./bad.mjs')).rejects.toMatchObject({ code: 'PLUGIN_LOAD_FAILED', plugin: './bad.mjs' });
  });

  it('refuses an export that definePlugin did not make', async () => {
    await writeFile(path.join(folder, 'no.mjs'), 'export default { name: "x" };');
    await expect(load('./no.mjs')).rejects.toMatchObject({ code: 'PLUGIN_INVALID' });
  });

  it('accepts a plugin made by another copy of core, by its brand', async () => {
    await writeFile(path.join(folder, 'other.mjs'), shape('other'));
    expect(await load('./other.mjs')).toHaveLength(1);
  });

  it('compares the API range and names both versions', async () => {
    await writeFile(path.join(folder, 'old.mjs'), shape('old', '^0.5.0'));
    await expect(load('./old.mjs')).rejects.toMatchObject({
      code: 'PLUGIN_API_MISMATCH',
      message: expect.stringMatching(/\^0\.5\.0.*1\.0\.0/) as string,
    });
  });

  it.each([
    ['Upper', { name: 'Upper' }],
    ['version', { version: 'one' }],
    ['api', { api: 'x.y' }],
  ])('refuses a wrong %s', async (_what, wrong) => {
    const plugin = definePlugin({ name: 'p', version: '1.0.0', api: '^1.0.0', apply: () => undefined, ...wrong });
    await expect(load(plugin)).rejects.toMatchObject({ code: 'PLUGIN_INVALID' });
  });

  it('refuses the same plugin twice', async () => {
    const plugin = definePlugin({ name: 'p', version: '1.0.0', api: '^1.0.0', apply: () => undefined });
    await expect(load(plugin, [plugin])).rejects.toMatchObject({ code: 'PLUGIN_DUPLICATE' });
  });
});

describe('plugin options', () => {
  const plugin = definePlugin({
    name: 'p',
    version: '1.0.0',
    api: '^1.0.0',
    configSchema: Type.Object({ retries: Type.Integer({ default: 3 }) }, { additionalProperties: false }),
    apply: () => undefined,
  });

  it('are validated, with defaults filled in', async () => {
    expect((await load(plugin))[0]?.config).toEqual({ retries: 3 });
    expect((await load([plugin, { retries: 7 }]))[0]?.config).toEqual({ retries: 7 });
  });

  it('are refused with path, value, what is allowed and the nearest key', async () => {
    await expect(load([plugin, { retries: 'many' }])).rejects.toMatchObject({
      code: 'PLUGIN_CONFIG_INVALID',
      where: { path: 'plugins.p.retries' },
    });
    await expect(load([plugin, { retrys: 1 }])).rejects.toMatchObject({
      message: expect.stringContaining('retries') as string,
    });
  });

  it('are refused by a plugin that takes none', async () => {
    const none = definePlugin({ name: 'none', version: '1.0.0', api: '^1.0.0', apply: () => undefined });
    await expect(load([none, { a: 1 }])).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
  });

  it('are written beside the name as a pair or as a map', async () => {
    await writeFile(path.join(folder, 'one.mjs'), shape('one'));
    await expect(load(['./one.mjs', { a: 1 }])).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
    await expect(load({ './one.mjs': { a: 1 } })).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
    expect(await load({ './one.mjs': null })).toHaveLength(1);
    await expect(load({ a: {}, b: {} })).rejects.toMatchObject({ code: 'PLUGIN_INVALID' });
  });
});
