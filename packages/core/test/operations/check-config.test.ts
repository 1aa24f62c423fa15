import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MusterError } from '../../src/errors/index.ts';
import { checkConfig } from '../../src/operations/check-config.ts';

// A plugin as somebody writes it without our library: branded by the registered symbol, schema by hand.
const plugin = `export default {
  name: 'greet', version: '1.0.0', api: '^1.0.0', [Symbol.for('muster.plugin')]: true,
  configSchema: { type: 'object', additionalProperties: false, properties: { word: { type: 'string', default: 'hi' } } },
  apply() {},
};
`;
const networks = 'networks:\n  cluster: { cidr: 10.0.0.0/22, address: 10.0.0.1 }\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-check-'));
  await writeFile(path.join(folder, 'greet.mjs'), plugin);
});
afterEach(() => rm(folder, { recursive: true }));

async function problems(text: string): Promise<string[]> {
  await writeFile(path.join(folder, 'muster.config.yaml'), text);
  const found = (await checkConfig({ cwd: folder })).problems;
  return found.map((problem) => {
    expect(problem).toBeInstanceOf(MusterError);
    const { code, message } = problem as MusterError;
    return `${code} ${message.replaceAll(`${folder}/`, '')}`;
  });
}

describe('checkConfig', () => {
  it('finds nothing wrong with a good one, and loads its plugins', async () => {
    await writeFile(path.join(folder, 'muster.config.yaml'), `${networks}plugins: [./greet.mjs]\n`);
    const { problems: found, plugins } = await checkConfig({ cwd: folder });
    expect(found).toEqual([]);
    expect(plugins.map(({ name, config }) => [name, config])).toEqual([['greet', { word: 'hi' }]]);
  });

  it('lists what is wrong with the file', async () => {
    expect(await problems(`${networks}a: 1\nb: 2\n`)).toHaveLength(2);
  });

  it('shows the place of a plugin that is not found', async () => {
    const [problem] = await problems(`${networks}plugins:\n  - ./greeet.mjs\n`);
    expect(problem).toMatch(/^PLUGIN_NOT_FOUND .*plugin "\.\/greeet\.mjs" was not found/);
  });

  it('shows the place of an option at fault', async () => {
    expect(await problems(`${networks}plugins:\n  - ./greet.mjs:\n      wrd: x\n`)).toEqual([
      'PLUGIN_CONFIG_INVALID muster.config.yaml:5:7: plugins[0]."./greet.mjs".wrd: options of plugin "greet": wrd: is not a known key; did you mean "word"? known here: word',
    ]);
  });
});
