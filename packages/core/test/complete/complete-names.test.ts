import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeOffline } from '../../src/complete/index.ts';
import type { Completes } from '../../src/complete/types.ts';
import { completeCalls } from '../../src/control/index.ts';
import { sampleServer } from '../control/sample.ts';

const REGISTRY = `profiles:
  default: { cluster: blue }
  gpu: { tags: { vendor: acme } }
nodes:
  n[001-400]: { profiles: [default] }
  login1: { tags: { rack: r3, owner: 'J. Doe', a b: c } }
  login2: { cluster: red }
`;

let folder: string;
let complete: (kind: Completes, word: string) => Promise<string[]>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-complete-'));
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  await write('muster.config.yaml', 'networks: { cluster: { cidr: 10.0.0.0/22, address: 10.0.0.1 } }\n');
  await write('registry/a.yaml', REGISTRY);
  await write('registry/broken.yaml', 'nodes: [\n');
  await write('overlays/motd/rootfs/etc/motd', 'hello\n');
  await write('distribution/hosts/rootfs/etc/hosts', '127.0.0.1 localhost\n');
  await write('state/images/debian/image.json', '{}');
  await write('state/images/.debian.lock', '');
  complete = async (kind, word) => {
    const options = { find: { cwd: folder }, distributionOverlays: [path.join(folder, 'distribution')] };
    return (await completeOffline(options, kind, word)).map(({ value, open }) => `${value}${open === true ? '…' : ''}`);
  };
});
afterAll(() => rm(folder, { recursive: true }));

describe('names in the files of a site', () => {
  it.each<[kind: Completes, word: string, found: string[]]>([
    ['node', 'log', ['login1', 'login2']],
    ['node', 'n03', ['n030', 'n031', 'n032', 'n033', 'n034', 'n035', 'n036', 'n037', 'n038', 'n039']],
    ['profile', '', ['default', 'gpu']],
    ['profile', 'default,', ['default,gpu']],
    ['profile', 'default,~g', ['default,~gpu']],
    ['image', '', ['debian']],
    ['overlay', '', ['hosts', 'motd']],
    ['client-class', 'bios', ['bios', 'bios-ipxe', 'bios-http']],
    ['snapshot', '', []],
    ['unknown-machine', '', []],
    ['file', '', []],
  ])('%s %j: %j', async (kind, word, found) => {
    expect(await complete(kind, word)).toEqual(found);
  });

  it('that are too many are offered by their next character, so that none is left out', async () => {
    expect(await complete('node', '')).toEqual(['l…', 'n…']);
    expect(await complete('node', 'n')).toEqual(['n0…', 'n1…', 'n2…', 'n3…', 'n400']);
  });
});

describe('node sets', () => {
  it.each([
    ['log', ['login[1-2]', 'login1', 'login2']],
    ['n4', ['n400']],
    ['n[', ['n[001-400]']],
    ['n[0', ['n[001-400]']],
    ['login1,login', ['login1,login[1-2]', 'login1,login1', 'login1,login2']],
    ['@all!login2', ['@all!login2']],
    ['n[001-003],login2', ['n[001-003],login2']],
    ['@o', ['@outdated']],
    ['@pro', ['@profile:…']],
    ['@profile:', ['@profile:default', '@profile:gpu']],
    ['@state:st', ['@state:stuck']],
    ['@cluster:', ['@cluster:blue', '@cluster:red']],
    ['@tag:', ['@tag:owner', '@tag:rack', '@tag:rack=r3', '@tag:vendor', '@tag:vendor=acme']],
    ['login1,@image:', ['login1,@image:debian']],
    ['@nonsense:', []],
  ])('%j: %j', async (word, found) => {
    expect(await complete('nodeset', word)).toEqual(found);
  });
});

describe('a server', () => {
  it('answers from its snapshot what the files answer', async () => {
    const { site, control } = await sampleServer();
    await site.services.registry.apply([
      { kind: 'profile', name: 'gpu', body: { cluster: 'blue' } },
      { kind: 'node', name: 'n1', body: {} },
    ]);
    await site.snapshots.reload({ author: 'ada', reason: 'why not' });
    const mac = '52:54:00:00:00:99';
    const about = { manufacturer: 'Dell Inc.', product: 'R650' };
    site.services.unknownMachines.sight({ mac, step: 'script', time: 1, about });
    const ask = async (kind: Completes, word: string): Promise<unknown> =>
      control.call(completeCalls.names, { kind, word });
    expect(await ask('node', '')).toEqual([{ value: 'n1' }]);
    expect(await ask('unknown-machine', '52:')).toEqual([{ value: mac, summary: 'Dell Inc. R650' }]);
    expect(await ask('nodeset', '@cluster:')).toEqual([{ value: '@cluster:blue' }]);
    expect(await ask('snapshot', '')).toEqual([
      { value: '2', summary: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d ada why not$/) as string },
      { value: '1', summary: expect.stringMatching(/ -$/) as string },
    ]);
    expect(await control.call(completeCalls.commands, {})).toEqual([]);
  });
});
