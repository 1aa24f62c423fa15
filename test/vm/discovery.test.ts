import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RUNTIME_OVERLAYS, SYSTEM_OVERLAYS } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network, parseReport, reportEnd, startVm, tinyRoot } from '../lab/index.ts';

const ROM = '52:54:00:77:0d:01';
const UEFI = '52:54:00:77:0d:02';
const TOLD = { serial: 'LAB 7/1', assetTag: 'rack 5 slot 9' };

/** Nodes without a machine: the fifth can be named only, the others are free. */
const REGISTRY = `# who sits where
${stringify({
  profiles: {
    lab: {
      image: 'tiny',
      kernel: { args: ['console=ttyS0'] },
      systemOverlays: SYSTEM_OVERLAYS,
      runtimeOverlays: RUNTIME_OVERLAYS,
    },
  },
})}nodes:
  n05: # by the window
    profiles: [lab]
    networkDevices: { default: { device: eth0, address: 10.77.0.15 } }
  n04:
    profiles: [lab]
    discoverable: true
    networkDevices:
      default: { device: eth0, address: 10.77.0.14 } # rack 1
  n03:
    profiles: [lab]
    discoverable: true
    networkDevices: { default: { device: eth0, address: 10.77.0.13, hwaddr: '52:54:00:77:0d:99' } }
`;

interface Unknown {
  readonly mac: string;
  readonly uuid?: string;
  readonly clientClass?: string;
  readonly manufacturer?: string;
  readonly network?: string;
  readonly vendorClass?: string;
  readonly asks: boolean;
}

describe('two unknown machines that are switched on together', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': REGISTRY } });
    await site.addImage('tiny', await tinyRoot());
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  const listed = async (): Promise<readonly Unknown[]> =>
    JSON.parse((await site.muster(['discover', 'list', '--output', 'json'])).stdout) as Unknown[];

  it('wait, are listed and accepted, and boot to login as two nodes without a power cycle', async () => {
    const [rom, uefi] = await Promise.all([
      startVm({ network, name: 'rom', mac: ROM, firmware: 'seabios', memory: 384, ...TOLD }),
      startVm({ network, name: 'uefi', mac: UEFI, firmware: 'ovmf', memory: 768, ...TOLD }),
    ]);
    for (const [vm, mac] of [
      [rom, ROM],
      [uefi, UEFI],
    ] as const) {
      await vm.waitFor(`Muster: waiting to be accepted, on the server: muster discover accept ${mac}`, {
        timeoutMs: 240_000,
      });
    }
    await rom.waitFor('Muster: asking again in 15 s');
    await uefi.waitFor('Muster: asking again in 15 s');

    const machines = await listed();
    expect(machines.map(({ mac }) => mac).sort()).toEqual([ROM, UEFI]);
    for (const machine of machines) {
      expect(machine).toMatchObject({
        network: 'cluster',
        manufacturer: 'Muster',
        product: 'Lab',
        asks: true,
        ...TOLD,
      });
      expect(machine.vendorClass).toMatch(/^PXEClient:Arch:0000[07]:UNDI/);
      expect(machine.uuid).toMatch(/^[0-9a-f-]{36}$/);
    }
    expect(machines.find(({ mac }) => mac === UEFI)?.clientClass).toBe('uefi-x86_64-ipxe');

    await site.muster(['discover', 'accept', UEFI, '--as', 'n05']);
    const next = await site.muster(['discover', 'accept', ROM]);
    expect(next.stdout).toBe(`${ROM} is node n04`);
    expect(await listed()).toEqual([]);
    const text = await readFile(path.join(site.folder, 'registry', 'nodes.yaml'), 'utf8');
    expect(text).toContain('# who sits where');
    expect(text).toContain('# by the window');
    expect(text).toContain('# rack 1');

    await Promise.all([rom, uefi].map((vm) => vm.waitFor(reportEnd, { timeoutMs: 300_000 })));
    for (const [vm, name, address] of [
      [rom, 'n04', '10.77.0.14'],
      [uefi, 'n05', '10.77.0.15'],
    ] as const) {
      expect(vm.console).toContain(`Muster: this machine is node ${name} now, and gets the address of it`);
      expect(vm.console.match(/Muster: nobody knows this machine/g)?.length).toBeGreaterThan(0);
      const report = parseReport(vm.console);
      expect(report.hostname).toBe(name);
      expect(report.addresses.get('eth0')).toContain(`${address}/24`);
      await vm.waitFor(/login:/);
    }
    await site.muster(['node', 'status', 'n[04-05]', '--wait', 'up', '--timeout', '2m']);
  });
});
