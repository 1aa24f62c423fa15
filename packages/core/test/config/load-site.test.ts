import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkSite, loadSite, siteFromObject } from '../../src/config/load-site.ts';
import { parseSite } from '../../src/config/parse-site.ts';
import { codeSource } from '../../src/config/source.ts';
import { definePlugin } from '../../src/plugin/define-plugin.ts';

const yaml = 'networks:\n  cluster: { cidr: 10.0.0.0/22, address: 10.0.0.1 }\n';
const object = { networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } } };

let folder: string;
let systemFolder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-config-'));
  systemFolder = path.join(folder, 'etc');
  await mkdir(systemFolder);
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const load = (config?: string) => loadSite({ config, cwd: folder, systemFolder });
const messages = async (): Promise<string[]> =>
  (await checkSite({ cwd: folder, systemFolder })).problems.map(({ message }) => message.replaceAll(`${folder}/`, ''));

describe('loadSite', () => {
  it.each([
    ['muster.config.yaml', yaml],
    ['muster.config.yml', yaml],
    ['muster.config.json', JSON.stringify(object, null, '\t')],
    ['muster.config.js', `module.exports = ${JSON.stringify(object)}`],
    ['muster.config.mjs', `export default ${JSON.stringify(object)}`],
    ['muster.config.cjs', `module.exports = ${JSON.stringify(object)}`],
    ['muster.config.ts', `const config: object = ${JSON.stringify(object)};\nexport default config;`],
    ['muster.config.mts', `export default ${JSON.stringify(object)} as const;`],
    ['.config/muster.yaml', yaml],
    ['package.json', JSON.stringify({ name: 'site', muster: object }, null, '\t')],
    ['etc/muster.config.yaml', yaml],
  ])('finds and reads %s', async (name, text) => {
    const file = await write(name, text);
    const { site } = await load();
    expect(site).toMatchObject({ ...object, file });
  });

  it('fills defaults in and makes paths absolute from the folder of the file', async () => {
    const file = await write('muster.config.yaml', `${yaml}paths: { registry: ../registry }\n`);
    expect((await load()).site).toEqual({
      file,
      ...object,
      http: { port: 9873, listen: ['10.0.0.1', '127.0.0.1'] },
      paths: {
        registry: path.resolve(folder, '../registry'),
        state: path.join(folder, 'state'),
        overlays: path.join(folder, 'overlays'),
      },
      boot: { stages: 'single', proof: 'token', tokenSeconds: 3600, idleSeconds: 120 },
      discovery: { policy: 'ask', rules: [] },
      pluginTimeout: 10_000,
      plugins: [],
    });
  });

  it('starts relative paths of .config/muster.yaml at the folder around it', async () => {
    await write('.config/muster.yaml', yaml);
    const { site, folder: base } = await load();
    expect([base, site.paths.registry]).toEqual([folder, path.join(folder, 'registry')]);
  });

  it('keeps state in /var/lib/muster for the configuration of the system', () => {
    const source = codeSource('/etc/muster/muster.config.yaml', object);
    expect(parseSite({ value: object, source }, '/etc/muster')).toMatchObject({
      site: { paths: { registry: '/etc/muster/registry', state: '/var/lib/muster', overlays: '/etc/muster/overlays' } },
    });
  });

  it('prefers the named file, then this folder, then the system', async () => {
    await write('etc/muster.config.yaml', `${yaml}cluster: system\n`);
    expect((await load()).site.cluster).toBe('system');
    await write('muster.config.yaml', `${yaml}cluster: here\n`);
    expect((await load()).site.cluster).toBe('here');
    await write('other.yaml', `${yaml}cluster: named\n`);
    expect((await load('other.yaml')).site.cluster).toBe('named');
  });

  it('passes over a package.json that holds no configuration', async () => {
    await write('package.json', '{ "name": "site" }');
    await write('etc/muster.config.yaml', `${yaml}cluster: system\n`);
    expect((await load()).site.cluster).toBe('system');
  });

  it('reads a JavaScript configuration again after it changed', async () => {
    await write('muster.config.mjs', `export default { ...${JSON.stringify(object)}, cluster: 'one' }`);
    expect((await load()).site.cluster).toBe('one');
    await write('muster.config.mjs', `export default { ...${JSON.stringify(object)}, cluster: 'two' }`);
    expect((await load()).site.cluster).toBe('two');
  });

  it('keeps plugin values of a configuration made by code', () => {
    const plugin = definePlugin({ name: 'mine', version: '1.0.0', api: '^1.0.0', apply: () => undefined });
    const plugins = ['dhcp', plugin, [plugin, { a: 1 }]];
    expect(siteFromObject({ ...object, plugins }, '/site').plugins).toEqual(plugins);
    expect(siteFromObject({ ...object, plugins }, '/site').plugins[1]).toBe(plugin);
  });
});

describe('what is wrong with a configuration', () => {
  it('is told with the places looked at when there is none', async () => {
    await expect(load()).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
  });

  it('is told with file, line, column, path and the nearest key', async () => {
    await write('muster.config.yaml', `${yaml}http:\n  prot: 80\nplugins: [dhcp, 5]\npluginTimeout: soon\n`);
    expect(await messages()).toEqual([
      'muster.config.yaml:4:3: http.prot: is not a known key; did you mean "port"? known here: port, listen, url',
      'muster.config.yaml:6:1: pluginTimeout: is "soon", must be a whole number: time a plugin has to start and for each tap, milliseconds',
      'muster.config.yaml:5:17: plugins[1]: is 5, must be text, a list or a mapping',
    ]);
  });

  it('points into package.json below its key', async () => {
    await write('package.json', JSON.stringify({ muster: { ...object, http: { port: 70_000 } } }, null, 2));
    expect(await messages()).toEqual([
      'package.json:10:7: muster.http.port: is 70000, must be <= 65535 (allowed: 0 to 65535)',
    ]);
  });

  it('is a missing key at the mapping that lacks it', async () => {
    await write('muster.config.yaml', 'networks:\n  cluster:\n    cidr: 10.0.0.0/22\n');
    expect(await messages()).toEqual([
      'muster.config.yaml:2:3: networks.cluster: lacks the key "address": this server\'s address there, e.g. 10.0.0.1; of a network behind a relay agent the one it relays to, on another network',
    ]);
  });

  it('is a fault of syntax at its line', async () => {
    await write('muster.config.yaml', 'networks:\n  cluster: [1\n');
    expect((await messages())[0]).toMatch(/^muster\.config\.yaml:3:1: Flow sequence/);
  });

  it.each([
    ['muster.config.mjs', 'export const a = 1;', 'CONFIG_INVALID'],
    ['muster.config.mjs', 'throw new Error("no luck");', 'CONFIG_MODULE_FAILED'],
    ['muster.config.ts', 'throw new Error("no luck");', 'CONFIG_MODULE_FAILED'],
    ['muster.config.yaml', '', 'CONFIG_INVALID'],
    [
      'muster.config.yaml',
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c]',
      'CONFIG_SYNTAX',
    ],
  ])('is refused with its code: %s holding %j', async (name, text, code) => {
    await write(name, text);
    await expect(load()).rejects.toMatchObject({ code });
  });

  it('is a named file that is not there, or of an unknown kind', async () => {
    await expect(load('absent.yaml')).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
    await expect(load('site.toml')).rejects.toMatchObject({ code: 'CONFIG_FORMAT_UNKNOWN' });
  });

  it('comes as one error that lists every problem', async () => {
    await write('muster.config.yaml', `${yaml}a: 1\nb: 2\n`);
    await expect(load()).rejects.toThrow(/has 2 problems:\n.*:3:1: a: is not a known key.*\n.*:4:1: b: /);
  });
});
