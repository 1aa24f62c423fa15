import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { testPlugin } from '@muster/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { hostSource } from '../../src/hosts.ts';
import iscDhcp from '../../src/index.ts';
import { placesOf } from '../../src/internal/places.ts';
import { keaBackend } from '../../src/kea/kea-backend.ts';
import { logWord } from '../../src/kea/log-word.ts';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const settings = {
  mode: 'internal',
  program: 'kea',
  run: 'child',
  leaseTime: 600,
  authoritative: false,
  omapiPort: 7911,
} as const;

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'muster-log-word-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

it('is made once, for the owner alone, and again when the file holds none', async () => {
  const file = path.join(await folder(), 'log-word');
  const word = await logWord(file);
  expect(word).toMatch(/^[\da-f]{32}$/);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await logWord(file)).toBe(word);
  await writeFile(file, 'word\n');
  const other = await logWord(file);
  expect(other).not.toBe(word);
  expect((await readFile(file, 'utf8')).trim()).toBe(other);
});

it('lets Muster hear a Kea that runs with the configuration an earlier Muster wrote', async () => {
  const state = await folder();
  await mkdir(path.join(state, 'isc-dhcp'));
  const { provisioner, snapshot } = await testPlugin(iscDhcp);
  const { lifecycle } = provisioner;
  const site = { ...snapshot.site, paths: { ...snapshot.site.paths, state } };
  const places = await placesOf(state, settings, false);
  const start = () =>
    keaBackend({ rendering: { lifecycle, hosts: hostSource(lifecycle) }, site, settings, places, log: quiet });
  const written = await (await start()).render(snapshot);
  const [, pattern = ''] = /"pattern":"(.*?)\\n"/.exec(written) ?? [];
  const said =
    'DHCP4_LEASE_ALLOC [hwtype=1 52:54:00:00:00:01], cid=[], tid=0x1: lease 10.0.0.11 has been allocated for 9 s';
  const line = pattern.replace('%p', 'INFO').replace('%m', said);
  expect((await start()).eventIn(line)).toEqual({
    kind: 'acknowledged',
    address: '10.0.0.11',
    mac: '52:54:00:00:00:01',
  });
});
