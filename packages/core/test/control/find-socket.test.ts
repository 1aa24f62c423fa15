import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../../src/config/index.ts';
import { findSocket } from '../../src/control/find-socket.ts';
import { tempFolder } from './sample.ts';

const networks = 'networks: { cluster: { cidr: 10.0.0.0/22, address: 10.0.0.1 } }\n';
const json = (paths: object) =>
  JSON.stringify({ networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } }, paths });

describe('the control socket of a site', () => {
  it.each([
    ['the default', { 'muster.config.yaml': networks }],
    ['another folder', { 'muster.config.yaml': `${networks}paths: { state: ../elsewhere }\n` }],
    ['an absolute folder', { 'muster.config.yml': `${networks}paths:\n  state: /srv/muster\n` }],
    ['a JSON file', { 'muster.config.json': json({ state: 's' }) }],
    ['a file below .config', { '.config/muster.yaml': `${networks}paths: { state: s }\n` }],
    ['a file that wins over another', { 'muster.config.yaml': networks, 'muster.config.json': json({ state: 's' }) }],
    ['a module', { 'muster.config.mjs': `export default ${json({ state: 'm' })};\n` }],
    ['package.json', { 'package.json': JSON.stringify({ muster: JSON.parse(json({ state: 'p' })) as object }) }],
    ['a package.json of something else', { 'package.json': '{}', 'etc/muster.config.yaml': networks }],
    ['the system', { 'etc/muster.config.yaml': `${networks}paths: { state: s }\n` }],
  ])('is where the whole configuration says: %s', async (_what, files) => {
    const cwd = await tempFolder();
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
      await writeFile(path.join(cwd, name), text);
    }
    const options = { cwd, systemFolder: path.join(cwd, 'etc') };
    const { site } = await loadSite(options);
    expect(await findSocket(options)).toBe(path.join(site.paths.state, 'control.sock'));
  });

  it.each([
    ['no configuration', {}, 'CONFIG_NOT_FOUND'],
    ['broken YAML', { 'muster.config.yaml': 'networks: [\n' }, 'CONFIG_SYNTAX'],
    ['a state that is no text', { 'muster.config.yaml': `${networks}paths: { state: 3 }\n` }, 'CONFIG_INVALID'],
  ])('is not known with %s', async (_what, files, code) => {
    const cwd = await tempFolder();
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(cwd, name), text);
    await expect(findSocket({ cwd, systemFolder: path.join(cwd, 'etc') })).rejects.toMatchObject({ code });
  });
});
