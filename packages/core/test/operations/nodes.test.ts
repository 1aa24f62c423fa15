import { describe, expect, it } from 'vitest';
import type { Keystore } from '../../src/keystore/types.ts';
import { describeNode } from '../../src/operations/describe-node.ts';
import { importNodes } from '../../src/operations/import-nodes.ts';
import { addNodes, deleteNodes, setNodes } from '../../src/operations/nodes.ts';
import {
  addProfiles,
  deleteProfiles,
  describeProfile,
  listProfiles,
  setProfiles,
} from '../../src/operations/profiles.ts';
import { createMemoryStore, type RegistryData } from '../../src/registry/memory-store.ts';

const networks = { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } };

function services(data: RegistryData = {}) {
  const keyed = new Set<string>();
  const keys: Keystore = {
    ensure: (nodes) => {
      const fresh = nodes.filter((name) => !keyed.has(name));
      for (const name of fresh) keyed.add(name);
      return Promise.resolve(fresh);
    },
    hostKeys: () => [],
    remove: (node) => {
      keyed.delete(node);
      return Promise.resolve();
    },
  };
  return { registry: createMemoryStore(data, { networks }), keys, keyed };
}

const withDefault = { profiles: { default: { image: 'debian' }, gpu: { profiles: ['default'] } } };

describe('addNodes', () => {
  it('adds a whole set with counted addresses, the default profile and host keys', async () => {
    const site = services(withDefault);
    const changes = [{ path: ['tags', 'rack'], value: '3' }];
    const added = await addNodes(site, 'n[09-11]', { changes, address: '10.0.0.255' });
    expect(added).toEqual({ nodes: ['n09', 'n10', 'n11'], keysMade: ['n09', 'n10', 'n11'] });
    const view = await site.registry.load();
    expect(view.rawNode('n10')).toEqual({
      profiles: ['default'],
      tags: { rack: '3' },
      networkDevices: { default: { address: '10.0.1.0' } },
    });
    expect(view.node('n11')).toMatchObject({
      image: 'debian',
      networkDevices: { default: { address: '10.0.1.1/22' } },
    });
  });

  it('gives no default profile when another is named, or when there is none', async () => {
    const site = services(withDefault);
    await addNodes(site, 'a', { changes: [{ path: ['profiles'], value: ['gpu'] }] });
    expect((await site.registry.load()).rawNode('a')).toEqual({ profiles: ['gpu'] });
    const bare = services();
    await addNodes(bare, 'a', { changes: [] });
    expect((await bare.registry.load()).rawNode('a')).toEqual({});
  });

  it('adds all or none', async () => {
    const site = services({ nodes: { n2: {} } });
    await expect(addNodes(site, 'n[1-3]', { changes: [] })).rejects.toMatchObject({ code: 'NODE_EXISTS' });
    await expect(addNodes(site, 'm[1-2]', { changes: [{ path: ['nonsense'], value: 1 }] })).rejects.toThrow('nonsense');
    expect((await site.registry.load()).nodeNames).toEqual(['n2']);
    expect([...site.keyed]).toEqual([]);
  });

  it('refuses a value of one machine for several nodes, and sets of none', async () => {
    const hwaddr = { path: ['networkDevices', 'default', 'hwaddr'], value: '52:54:00:00:00:01' };
    await expect(addNodes(services(), 'n[1-2]', { changes: [hwaddr] })).rejects.toMatchObject({
      code: 'NODE_VALUE_UNIQUE',
    });
    await expect(addNodes(services(), 'n1', { changes: [hwaddr] })).resolves.toMatchObject({ nodes: ['n1'] });
    await expect(addNodes(services(), '', { changes: [] })).rejects.toMatchObject({ code: 'NODE_SET_EMPTY' });
  });

  it('takes tags that are called like a field of one machine', async () => {
    const changes = [{ path: ['tags', 'address'], value: 'street' }];
    await expect(addNodes(services(), 'n[1-2]', { changes })).resolves.toMatchObject({ nodes: ['n1', 'n2'] });
  });
});

describe('setNodes', () => {
  it('returns only the nodes whose entry is different now', async () => {
    const site = services({ nodes: { n1: { image: 'a' }, n2: { image: 'b' } } });
    expect(await setNodes(site, '@all', { changes: [{ path: ['image'], value: 'b' }] })).toEqual(['n1']);
    expect(await setNodes(site, 'n[1-2]', { changes: [{ path: ['image'], value: 'b' }] })).toEqual([]);
  });

  it('takes another spelling of the same value for no change', async () => {
    const site = services({ nodes: { n1: { networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } } } });
    const hwaddr = { path: ['networkDevices', 'default', 'hwaddr'], value: '5254.0000.0001' };
    expect(await setNodes(site, 'n1', { changes: [hwaddr] })).toEqual([]);
  });

  it('takes out only fields that nodes can have', async () => {
    const site = services({ nodes: { n1: {}, n2: { image: 'a', tags: { rack: '3' } } } });
    const unset = (...path: string[]) => setNodes(site, '@all', { changes: [{ path }] });
    expect(await unset('tags', 'rack')).toEqual(['n2']);
    expect(await unset('tags', 'rack')).toEqual([]);
    expect(await unset('networkDevices', 'ib0', 'mtu')).toEqual([]);
    await expect(unset('imge')).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
      sentence: expect.stringMatching(
        /^there is no field "imge" to take out: it is not a known key; did you mean "image"\?/,
      ) as string,
    });
    await expect(unset('kernel', 'arg')).rejects.toMatchObject({ code: 'FIELD_UNKNOWN' });
    expect((await site.registry.load()).rawNode('n2')).toEqual({ image: 'a' });
  });

  it('names nodes that are not there', async () => {
    const site = services({ nodes: { n1: {} } });
    await expect(setNodes(site, 'n[1-2]', { changes: [] })).rejects.toMatchObject({ code: 'REGISTRY_UNKNOWN_ENTRY' });
  });
});

describe('deleteNodes', () => {
  it('deletes nodes with their host keys', async () => {
    const site = services();
    await addNodes(site, 'n[1-3]', { changes: [] });
    expect(await deleteNodes(site, 'n[2-3]')).toEqual(['n2', 'n3']);
    expect((await site.registry.load()).nodeNames).toEqual(['n1']);
    expect([...site.keyed]).toEqual(['n1']);
  });
});

describe('importNodes', () => {
  it('adds nodes in rack order with addresses, the default profile and host keys', async () => {
    const site = services(withDefault);
    const done = await importNodes(site, '52:54:00:00:00:02\n52:54:00:00:00:01\n', {
      nodeSet: 'n[1-2]',
      firstAddress: '10.0.0.11',
      networks,
    });
    expect(done).toMatchObject({ nodes: ['n1', 'n2'], keysMade: ['n1', 'n2'], summary: { added: ['n1', 'n2'] } });
    expect((await site.registry.load()).node('n1')).toMatchObject({
      image: 'debian',
      networkDevices: { default: { hwaddr: '52:54:00:00:00:02', address: '10.0.0.11/22' } },
    });
  });
});

describe('profiles', () => {
  it('are added, changed, described and deleted', async () => {
    const site = services({ nodes: { n1: {} } });
    await addProfiles(site, ['base', 'gpu'], [{ path: ['kernel', 'args'], value: ['quiet'] }]);
    expect(await setProfiles(site, ['base', 'gpu'], [{ path: ['image'], value: 'debian' }])).toEqual(['base', 'gpu']);
    expect(describeProfile(await site.registry.load(), 'gpu')).toEqual({
      body: { kernel: { args: ['quiet'] }, image: 'debian' },
      values: [
        { field: 'kernel.args', value: ['quiet'] },
        { field: 'image', value: 'debian' },
      ],
    });
    expect(await deleteProfiles(site, ['base', 'gpu'])).toEqual(['base', 'gpu']);
  });

  it('are not deleted while somebody has them, but go together with their users', async () => {
    const site = services({ ...withDefault, nodes: { n1: { profiles: ['gpu'] } } });
    await expect(deleteProfiles(site, ['default'])).rejects.toThrow('profile "default" is used by gpu');
    await expect(deleteProfiles(site, ['gpu'])).rejects.toThrow('profile "gpu" is used by n1');
    expect(await listProfiles(await site.registry.load())).toMatchObject([
      { name: 'default', nodes: 1 },
      { name: 'gpu', nodes: 1 },
    ]);
    await setNodes(site, 'n1', { changes: [{ path: ['profiles'], value: undefined }] });
    expect(await deleteProfiles(site, ['default', 'gpu'])).toEqual(['default', 'gpu']);
  });

  it('have no fields of one machine to take out', async () => {
    const changes = [{ path: ['uuid'] }];
    await expect(setProfiles(services(withDefault), ['gpu'], changes)).rejects.toMatchObject({
      code: 'FIELD_UNKNOWN',
      sentence: 'there is no field "uuid" to take out: it belongs to one machine and cannot be in a profile',
    });
  });

  it('that exist already, or do not, are named', async () => {
    const site = services(withDefault);
    await expect(addProfiles(site, ['gpu'], [])).rejects.toMatchObject({ code: 'PROFILE_EXISTS' });
    await expect(setProfiles(site, ['gpv'], [])).rejects.toThrow('there is no profile "gpv"; did you mean "gpu"?');
  });
});

describe('describeNode', () => {
  it('lists merged values with their origin, and hides the asset key', async () => {
    const site = services({
      ...withDefault,
      nodes: { n1: { profiles: ['gpu'], assetKey: 'secret', tags: { a: 'b' } } },
    });
    const values = describeNode(await site.registry.load(), 'n1');
    expect(values.map(({ field, value, origin }) => [field, value, origin?.layers])).toEqual([
      ['name', 'n1', undefined],
      ['profiles', ['default', 'gpu'], ['node']],
      ['image', 'debian', ['default']],
      ['assetKey', '(hidden)', ['node']],
      ['tags.a', 'b', ['node']],
    ]);
  });
});
