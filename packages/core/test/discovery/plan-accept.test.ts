import { describe, expect, it } from 'vitest';
import { type Application, planAccept } from '../../src/discovery/plan-accept.ts';
import { createMemoryStore, type RegistryData } from '../../src/registry/index.ts';

const macOf = (index: number): string => `52:54:00:00:01:${index.toString(16).padStart(2, '0')}`;
const UUID = '4c4c4544-0000-4000-8000-000000000001';

const REGISTRY: RegistryData = {
  profiles: {
    spare: { discoverable: true, networkDevices: { prov: { device: 'eth0' } } },
  },
  nodes: {
    n10: { profiles: ['spare'] },
    n9: { profiles: ['spare'], networkDevices: { prov: { address: '10.0.0.9/22' } } },
    n1: { profiles: ['spare'], networkDevices: { prov: { hwaddr: macOf(1) } } },
    n2: { profiles: ['spare'], discoverable: false },
    n3: { profiles: ['spare'], uuid: '4c4c4544-0000-4000-8000-0000000000aa' },
    bare: { discoverable: true },
    fixed: {},
  },
};

async function plan(applications: readonly Application[], data = REGISTRY) {
  const store = createMemoryStore(data);
  const { edits, results } = planAccept(await store.load(), applications);
  const after = edits.length === 0 ? await store.load() : await store.apply(edits);
  const told = results.map((result) => ('node' in result ? result.node : result.refused.code));
  return { told, after, results };
}

describe('a machine nobody knows becomes', () => {
  it('the next free discoverable node in the order of names, each one another', async () => {
    const { told, after } = await plan([1, 2, 3, 4, 5].map((index) => ({ machine: { mac: macOf(index + 0x10) } })));
    expect(told).toEqual(['bare', 'n9', 'n10', 'DISCOVERY_NONE_FREE', 'DISCOVERY_NONE_FREE']);
    expect(after.rawNode('n9')).toEqual({
      profiles: ['spare'],
      networkDevices: { prov: { address: '10.0.0.9/22', hwaddr: macOf(0x12) } },
    });
    expect(after.rawNode('bare')).toEqual({
      discoverable: true,
      networkDevices: { default: { hwaddr: macOf(0x11) } },
    });
  });

  it('one of the nodes that a rule allows', async () => {
    const { told } = await plan([
      { machine: { mac: macOf(0x11) }, among: 'n[1-10],!n[4-8]' },
      { machine: { mac: macOf(0x12) }, among: '@profile:spare' },
      { machine: { mac: macOf(0x13) }, among: 'n7' },
      { machine: { mac: macOf(0x14) }, among: '@profile:nope' },
    ]);
    expect(told).toEqual(['n9', 'n10', 'DISCOVERY_NONE_FREE', 'REGISTRY_UNKNOWN_ENTRY']);
  });

  it('the node that is named, discoverable or not, and its UUID is written with the MAC', async () => {
    const { told, after } = await plan([{ machine: { mac: macOf(0x11), uuid: UUID }, node: 'fixed' }]);
    expect(told).toEqual(['fixed']);
    expect(after.byMac(macOf(0x11))).toBe('fixed');
    expect(after.byUuid(UUID)).toBe('fixed');
  });

  it('no node that has another machine, by MAC or by UUID', async () => {
    const { results } = await plan([
      { machine: { mac: macOf(0x11) }, node: 'n1' },
      { machine: { mac: macOf(0x12), uuid: UUID }, node: 'n3' },
      { machine: { mac: macOf(0x13) }, node: 'fixed' },
      { machine: { mac: macOf(0x14) }, node: 'fixed' },
    ]);
    const told = results.map((result) => ('refused' in result ? result.refused.sentence : result.node));
    expect(told).toEqual([
      `node n1 is another machine: its networkDevices.prov.hwaddr is ${macOf(1)}`,
      'node n3 is another machine: its uuid is 4c4c4544-0000-4000-8000-0000000000aa',
      'fixed',
      `node fixed is another machine: its hwaddr is ${macOf(0x13)}`,
    ]);
  });

  it('no second node when the registry has its MAC or UUID, and no node that is not there', async () => {
    const uuid = '4c4c4544-0000-4000-8000-0000000000aa';
    const { told } = await plan([
      { machine: { mac: macOf(1) } },
      { machine: { mac: macOf(0x11), uuid } },
      { machine: { mac: macOf(0x12), uuid }, node: 'fixed' },
      { machine: { mac: macOf(0x13) }, node: 'nope' },
      { machine: { mac: macOf(0x14), uuid }, node: 'n3' },
    ]);
    expect(told).toEqual([
      'DISCOVERY_MACHINE_KNOWN',
      'DISCOVERY_MACHINE_KNOWN',
      'DISCOVERY_MACHINE_KNOWN',
      'REGISTRY_UNKNOWN_ENTRY',
      'n3',
    ]);
  });

  it('one node when it asks twice', async () => {
    const { told } = await plan([{ machine: { mac: macOf(0x11) } }, { machine: { mac: macOf(0x11) } }]);
    expect(told).toEqual(['bare', 'bare']);
  });

  it.each([
    { what: 'a placeholder', uuid: '03000200-0400-0500-0006-000700080009', sharedUuid: false },
    { what: 'no UUID at all', uuid: '00000000-0000-0000-0000-000000000000', sharedUuid: false },
    { what: 'that of another machine as well', uuid: UUID, sharedUuid: true },
  ])('its node without a UUID that is $what', async ({ uuid, sharedUuid }) => {
    const { after } = await plan([{ machine: { mac: macOf(0x11), uuid }, sharedUuid }]);
    expect(after.rawNode('bare')).not.toHaveProperty('uuid');
  });
});
