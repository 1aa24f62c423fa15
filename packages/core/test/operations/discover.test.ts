import { describe, expect, it } from 'vitest';
import { createLocalControl } from '../../src/control/local.ts';
import { discoverCalls } from '../../src/control/procedures/index.ts';
import { sampleServer, sampleSite, tempFolder } from '../control/sample.ts';

const MAC = '52:54:00:00:00:99';
const OTHER = '52:54:00:00:00:98';

async function server() {
  const made = await sampleServer();
  const { site } = made;
  await site.services.registry.apply([
    { kind: 'node', name: 'n2', body: { discoverable: true } },
    { kind: 'node', name: 'n10', body: { discoverable: true } },
    { kind: 'node', name: 'owned', body: { networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } } },
  ]);
  await site.snapshots.reload();
  for (const [index, mac] of [MAC, OTHER].entries()) {
    const about = { serial: `S${index}`, network: 'cluster', introduced: true };
    site.services.unknownMachines.sight({ mac, step: 'script', time: 1000 + index, address: '127.0.0.7', about });
  }
  return made;
}

describe('the control API of discovery', () => {
  it('lists machines that are no node, first seen first', async () => {
    const { control, site } = await server();
    expect(await control.call(discoverCalls.list, {})).toEqual([
      {
        mac: MAC,
        serial: 'S0',
        network: 'cluster',
        address: '127.0.0.7',
        firstSeen: 1000,
        lastSeen: 1000,
        policy: 'ask',
        asks: true,
      },
      expect.objectContaining({ mac: OTHER }),
    ]);
    await site.services.registry.apply([
      { kind: 'node', name: 'n2', body: { networkDevices: { default: { hwaddr: OTHER } } } },
    ]);
    await site.snapshots.reload();
    expect((await control.call(discoverCalls.list, {})).map(({ mac }) => mac)).toEqual([MAC]);
  });

  it('accepts one as the next free node or the one named; it is current with host keys before the answer', async () => {
    const { control, site } = await server();
    const before = site.snapshots.current().number;
    const first = await control.call(discoverCalls.accept, { mac: OTHER.toUpperCase().replaceAll(':', '-') });
    expect(first).toEqual({ mac: OTHER, node: 'n2' });
    const current = site.snapshots.current();
    expect(current.number).toBe(before + 1);
    expect(current.registry.byMac(OTHER)).toBe('n2');
    expect(site.services.keys.hostKeys('n2').length).toBeGreaterThan(0);
    expect(await control.call(discoverCalls.accept, { mac: MAC, node: 'n10' })).toEqual({ mac: MAC, node: 'n10' });
  });

  it('accepts all that wait, and says of each other one why not', async () => {
    const { control, site } = await server();
    const third = '52:54:00:00:00:97';
    site.services.unknownMachines.sight({ mac: third, step: 'script', time: 5000 });
    site.services.unknownMachines.sight({ mac: '52:54:00:00:00:96', step: 'firmware', time: 500 });
    const { accepted, refused } = await control.call(discoverCalls.acceptAll, {});
    expect(accepted).toEqual([
      { mac: MAC, node: 'n2' },
      { mac: OTHER, node: 'n10' },
    ]);
    expect(refused).toMatchObject([{ mac: third, sentence: expect.stringContaining('no node is free') as string }]);
  });

  it.each([
    [{ mac: 'nonsense' }, 'DISCOVERY_MAC_INVALID'],
    [{ mac: '52:54:00:00:00:55' }, 'DISCOVERY_MACHINE_UNSEEN'],
    [{ mac: '52:54:00:00:00:01' }, 'DISCOVERY_MACHINE_KNOWN'],
    [{ mac: MAC, node: 'owned' }, 'DISCOVERY_NODE_TAKEN'],
    [{ mac: MAC, node: 'nobody' }, 'REGISTRY_UNKNOWN_ENTRY'],
    [{ mac: MAC, node: 'n[2,10]' }, 'NODE_NAME_WANTED'],
  ])('refuses %j with %s', async (input, code) => {
    const { control } = await server();
    await expect(control.call(discoverCalls.accept, input)).rejects.toMatchObject({ code });
  });

  it('forgets a machine', async () => {
    const { control } = await server();
    expect(await control.call(discoverCalls.forget, { mac: MAC })).toEqual({ mac: MAC });
    await expect(control.call(discoverCalls.forget, { mac: MAC })).rejects.toMatchObject({
      code: 'DISCOVERY_MACHINE_UNSEEN',
    });
  });

  it('needs a server, and says so', async () => {
    const site = await sampleSite(await tempFolder());
    const control = createLocalControl({ site: () => Promise.resolve(site), authorship: { author: 'ada' } });
    await expect(control.call(discoverCalls.list, {})).rejects.toMatchObject({ code: 'DISCOVERY_NO_SERVER' });
    await expect(control.call(discoverCalls.accept, { mac: MAC })).rejects.toMatchObject({
      code: 'DISCOVERY_NO_SERVER',
    });
  });
});
