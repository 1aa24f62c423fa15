import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/registry/index.ts';
import { NETWORKS, problemsOf, site, viewOf } from './support.ts';

describe('RegistryView', () => {
  it('gives addresses alone as it does with whole nodes', async () => {
    const view = await viewOf({
      profiles: {
        two: { networkDevices: { eth1: { mtu: 9000 }, eth0: { mtu: 9000 } }, primaryNetwork: 'eth1' },
        none: { networkDevices: { eth1: null } },
      },
      nodes: {
        n1: { networkDevices: { eth10: { address: '10.0.0.11/22' }, eth9: { address: '10.0.0.12' } } },
        n2: { profiles: ['two'], networkDevices: { eth0: { address: '10.0.0.13' }, eth1: { address: '10.0.1.13' } } },
        n3: { profiles: ['two', 'none'], networkDevices: { eth0: { address: '10.0.0.14' } }, primaryNetwork: '' },
        n4: { networkDevices: { eth0: {}, eth1: { address: null } } },
        n5: {},
      },
    });
    const bare = (address: string): string => address.split('/')[0] ?? '';
    for (const name of view.nodeNames) {
      const { networkDevices = {}, primaryNetwork } = view.node(name) ?? {};
      const whole = Object.entries(networkDevices).flatMap(([device, { address }]) =>
        address === undefined ? [] : [{ device, address: bare(address), primary: device === primaryNetwork }],
      );
      const alone = view.addresses(name).map((one) => ({ ...one, address: bare(one.address) }));
      expect(alone).toEqual(whole);
    }
    expect(view.addresses('n2').map(({ device, primary }) => [device, primary])).toEqual([
      ['eth1', true],
      ['eth0', false],
    ]);
    expect(view.addresses('n3')).toEqual([{ device: 'eth0', address: '10.0.0.14', primary: true }]);
    expect(view.addresses('unknown')).toEqual([]);
  });

  it('shows merged nodes with lists and mappings filled in, frozen', async () => {
    const view = await viewOf({
      profiles: {
        base: { image: 'debian', systemOverlays: ['init'], kernel: { args: ['quiet'] }, boot: { stages: 'two' } },
      },
      nodes: {
        n1: { profiles: ['base'], networkDevices: { eth1: {}, eth0: { hwaddr: '52:54:00:00:00:01' } } },
        n2: {},
      },
    });
    expect(view.node('n1')).toEqual({
      name: 'n1',
      profiles: ['base'],
      image: 'debian',
      kernel: { args: ['quiet'] },
      boot: { stages: 'two' },
      hardware: {},
      systemOverlays: ['init'],
      runtimeOverlays: [],
      networkDevices: { eth1: { tags: {} }, eth0: { hwaddr: '52:54:00:00:00:01', tags: {} } },
      primaryNetwork: 'eth0',
      tags: {},
      extra: {},
    });
    expect(view.node('n2')).toEqual({
      name: 'n2',
      profiles: [],
      kernel: { args: [] },
      boot: {},
      hardware: {},
      systemOverlays: [],
      runtimeOverlays: [],
      networkDevices: {},
      tags: {},
      extra: {},
    });
    expect(view.node('n1')).toBe(view.node('n1'));
    expect(Object.isFrozen(view.node('n1')?.networkDevices.eth0?.tags)).toBe(true);
    expect(view.node('nobody')).toBeUndefined();
    expect(view.node('constructor')).toBeUndefined();
  });

  it('names nodes and profiles in natural order', async () => {
    const view = await viewOf({ profiles: { b: {}, a: {} }, nodes: { 'n[9-10]': {}, n2: {} } });
    expect(view.nodeNames).toEqual(['n2', 'n9', 'n10']);
    expect(view.profileNames).toEqual(['a', 'b']);
  });

  it('takes the primary network that is named when the node has it, else the first', async () => {
    const view = await viewOf({
      profiles: { p: { primaryNetwork: 'b' } },
      nodes: {
        n1: { profiles: ['p'], networkDevices: { a: {}, b: {} } },
        n2: { profiles: ['p'], networkDevices: { c: {}, a: {} } },
      },
    });
    expect(view.node('n1')?.primaryNetwork).toBe('b');
    expect(view.node('n2')?.primaryNetwork).toBe('a');
  });

  it('fills in prefix length and gateway from the network an address lies in', async () => {
    const view = await viewOf(
      {
        nodes: {
          n1: { networkDevices: { default: { address: '10.0.1.5' } } },
          n2: { networkDevices: { default: { address: '10.0.1.6/24', gateway: '10.0.1.1' } } },
          gw: { networkDevices: { default: { address: '10.0.0.254' } } },
          far: { networkDevices: { default: { address: '192.168.0.5/24' } } },
        },
      },
      NETWORKS,
    );
    const device = (name: string) => view.node(name)?.networkDevices.default;
    expect(device('n1')).toEqual({ address: '10.0.1.5/22', gateway: '10.0.0.254', tags: {} });
    expect(device('n2')).toEqual({ address: '10.0.1.6/24', gateway: '10.0.1.1', tags: {} });
    expect(device('gw')).toEqual({ address: '10.0.0.254/22', tags: {} });
    expect(device('far')).toEqual({ address: '192.168.0.5/24', tags: {} });
  });

  it('finds nodes by MAC in any notation, UUID, asset tag and address', async () => {
    const view = await viewOf({
      nodes: {
        n1: {
          uuid: '4C4C4544-0000-1000-8000-000000000001',
          assetTag: 'A1',
          networkDevices: { default: { hwaddr: '52-54-00-AA-00-01', address: '10.0.0.5/22' } },
        },
      },
    });
    expect(['52:54:00:aa:00:01', '5254.00AA.0001', '52-54-00-aa-00-01'].map((mac) => view.byMac(mac))).toEqual([
      'n1',
      'n1',
      'n1',
    ]);
    expect(view.byUuid('4c4c4544-0000-1000-8000-000000000001')).toBe('n1');
    expect(view.byAssetTag('A1')).toBe('n1');
    expect(view.byAddress('10.0.0.5')).toBe('n1');
    expect([view.byMac('x'), view.byUuid('x'), view.byAssetTag('x'), view.byAddress('x'), view.byMac('')]).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('keeps plugins’ fields apart, merged', async () => {
    const store = createMemoryStore(
      {
        profiles: { p: { power: { host: 'a', user: 'root' } } },
        nodes: { n1: { profiles: ['p'], power: { host: 'b' } } },
      },
      { nodeFields: { power: Type.Object({ host: Type.String(), user: Type.Optional(Type.String()) }) } },
    );
    expect((await store.load()).node('n1')?.extra).toEqual({ power: { host: 'b', user: 'root' } });
  });

  it('lays sets and a node’s own entry over each other: own lists replace, profiles’ lists are joined', async () => {
    const view = await viewOf({
      profiles: { p: { kernel: { args: ['from-profile'] } } },
      nodes: {
        'n[1-3]': { profiles: ['p'], kernel: { args: ['from-set'] }, tags: { a: '1' } },
        n2: { kernel: { args: ['own'] }, tags: { b: '2' } },
        'n[2-4]': { tags: { a: '9' } },
      },
    });
    expect(view.node('n1')?.kernel.args).toEqual(['from-profile', 'from-set']);
    expect(view.node('n2')?.kernel.args).toEqual(['from-profile', 'own']);
    expect(view.node('n2')?.tags).toEqual({ a: '9', b: '2' });
    expect(view.node('n4')?.tags).toEqual({ a: '9' });
  });
});

describe('origins', () => {
  it('says for every value which layer and which place it came from', async () => {
    const { store, path } = await site(
      {
        'a.yaml': 'profiles:\n  base:\n    image: debian\n    kernel:\n      args: [quiet]\n    tags: { a: "1" }\n',
        'b.yaml':
          '# nodes\nnodes:\n  n[1-2]:\n    profiles: [base]\n    kernel:\n      args:\n        - console=ttyS0\n  n1:\n    image: cuda\n    tags:\n      b: x\n    networkDevices:\n      default:\n        address: 10.0.1.5\n',
      },
      { networks: NETWORKS },
    );
    const origins = (await store.load()).origins('n1');
    const a = path('a.yaml');
    const b = path('b.yaml');
    expect(Object.fromEntries(origins)).toEqual({
      profiles: {
        layers: ['node'],
        where: { file: b, line: 4, column: 5, path: 'nodes.n[1-2].profiles' },
        items: [
          { value: 'base', layer: 'node', where: { file: b, line: 4, column: 16, path: 'nodes.n[1-2].profiles.0' } },
        ],
      },
      image: { layers: ['node'], where: { file: b, line: 9, column: 5, path: 'nodes.n1.image' } },
      'kernel.args': {
        layers: ['base', 'node'],
        where: { file: b, line: 6, column: 7, path: 'nodes.n[1-2].kernel.args' },
        items: [
          {
            value: 'quiet',
            layer: 'base',
            where: { file: a, line: 5, column: 14, path: 'profiles.base.kernel.args.0' },
          },
          {
            value: 'console=ttyS0',
            layer: 'node',
            where: { file: b, line: 7, column: 11, path: 'nodes.n[1-2].kernel.args.0' },
          },
        ],
      },
      'tags.a': { layers: ['base'], where: { file: a, line: 6, column: 13, path: 'profiles.base.tags.a' } },
      'tags.b': { layers: ['node'], where: { file: b, line: 11, column: 7, path: 'nodes.n1.tags.b' } },
      'networkDevices.default.address': {
        layers: ['node', 'network cluster'],
        where: { file: b, line: 14, column: 9, path: 'nodes.n1.networkDevices.default.address' },
      },
      'networkDevices.default.gateway': { layers: ['network cluster'], where: { path: 'networks.cluster.gateway' } },
    });
  });

  it('leaves out list items that another layer takes away', async () => {
    const view = await viewOf({
      profiles: { p: { kernel: { args: ['quiet', 'splash'] } } },
      nodes: { n1: { profiles: ['p'], kernel: { args: ['~splash', 'debug'] } } },
    });
    const items = view.origins('n1').get('kernel.args')?.items ?? [];
    expect(items.map(({ value, layer }) => [value, layer])).toEqual([
      ['quiet', 'p'],
      ['debug', 'node'],
    ]);
  });

  it('forgets what a later layer cleared', async () => {
    const view = await viewOf({
      profiles: { p: { image: 'a', tags: { a: '1', b: '2' } } },
      nodes: { n1: { profiles: ['p'], image: null, tags: { a: null } }, n2: { profiles: ['p'], tags: null } },
    });
    expect([...view.origins('n1').keys()]).toEqual(['tags.b', 'profiles']);
    expect([...view.origins('n2').keys()]).toEqual(['image', 'profiles']);
    expect(view.origins('nobody').size).toBe(0);
  });
});

describe('checks over all files', () => {
  it('names both places of what is defined twice', async () => {
    const { store, path } = await site({
      'a.yaml': 'profiles:\n  p: {}\nnodes:\n  n1: {}\n',
      'b.yml': 'nodes:\n  n1: {}\nprofiles:\n  p: {}\n',
    });
    expect(await problemsOf(store.load())).toEqual([
      `4:3 profiles.p: is also in ${path('a.yaml')}:2`,
      `2:3 nodes.n1: is also in ${path('a.yaml')}:4`,
    ]);
  });

  it('names a profile that does not exist, with the nearest name', async () => {
    const text =
      'profiles:\n  compute: {}\n  gpu:\n    profiles: [~nothing]\nnodes:\n  n1:\n    profiles:\n      - compute\n      - conpute\n';
    const { store } = await site({ 'a.yaml': text });
    expect(await problemsOf(store.load())).toEqual([
      '4:16 profiles.gpu.profiles.0: there is no profile "nothing"',
      '9:9 nodes.n1.profiles.1: there is no profile "conpute"; did you mean "compute"?',
    ]);
  });

  it('names both nodes that claim a MAC address, UUID, asset tag or address', async () => {
    const node = (mac: string, address: string) =>
      `    uuid: 4c4c4544-0000-1000-8000-000000000001\n    assetTag: A\n    networkDevices:\n      d:\n        hwaddr: ${mac}\n        address: ${address}\n`;
    const { store, path } = await site({
      'a.yaml': `nodes:\n  n1:\n${node('52:54:00:00:00:01', '10.0.0.5/22')}  n2:\n${node('5254.0000.0001', '10.0.0.5/24')}`,
    });
    const a = path('a.yaml');
    expect(await problemsOf(store.load())).toEqual([
      `10:5 nodes.n2.uuid: UUID 4c4c4544-0000-1000-8000-000000000001 of node n2 is also that of node n1 (${a}:3)`,
      `11:5 nodes.n2.assetTag: asset tag A of node n2 is also that of node n1 (${a}:4)`,
      `14:9 nodes.n2.networkDevices.d.hwaddr: MAC address 52:54:00:00:00:01 of node n2 is also that of node n1 (${a}:7)`,
      `15:9 nodes.n2.networkDevices.d.address: address 10.0.0.5 of node n2 is also that of node n1 (${a}:8)`,
    ]);
  });

  it('lets two devices of one node share a MAC address, as a bond and its members do', async () => {
    const hwaddr = '52:54:00:00:00:01';
    const view = await viewOf({ nodes: { n1: { networkDevices: { eth0: { hwaddr }, bond0: { hwaddr } } } } });
    expect(view.byMac(hwaddr)).toBe('n1');
  });

  it('refuses addresses that fit no network or belong to the server', async () => {
    const nodes = Object.fromEntries(
      ['10.9.0.1', '10.0.0.1', '10.0.0.0', '10.0.3.255/22'].map((address, index) => [
        `n${index}`,
        { networkDevices: { d: { address } } },
      ]),
    );
    const sentences = (await problemsOf(viewOf({ nodes }, NETWORKS))).map((text) => text.replace(/^.*address: /, ''));
    expect(sentences).toEqual([
      'is 10.9.0.1, which is in none of the configured networks, so its prefix length is not known',
      'is 10.0.0.1, the address of this server on network "cluster"',
      'is 10.0.0.0, the network address of 10.0.0.0/22',
      'is 10.0.3.255/22, the broadcast address of 10.0.0.0/22',
    ]);
  });
});
