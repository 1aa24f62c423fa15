import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { RUNTIME_OVERLAYS, SYSTEM_OVERLAYS } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import {
  createNetwork,
  type Firmware,
  type LabProcess,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
  type Vm,
} from '../lab/index.ts';

/** A site's plugin, as a file: the runtime overlay of nodes called lost-… cannot be fetched while its file is there. */
const LOSES = `import { existsSync } from 'node:fs';
const LOST = { role: 'lost', name: 'lost', path: '/nothing/here' };
export default {
  name: 'loses', version: '1.0.0', api: '^1.0.0', [Symbol.for('muster.plugin')]: true,
  apply({ hooks }) {
    hooks.assign.tap('loses', (spec) =>
      spec.node.startsWith('lost-') && existsSync(new URL('lose', import.meta.url))
        ? { ...spec, initrds: [...spec.initrds, LOST] } : spec);
  },
};
`;

interface Machine {
  readonly mac: string;
  readonly firmware: Firmware;
  readonly loader: string;
}

/**
 * Shapes of a script that no other test boots by this loader. Elsewhere: a boot in one and two stages (single-stage, debian, grub,
 * matrix), a wait under a problem (failures, hostile), menu and own disk (grub), an unknown machine by iPXE (discovery).
 */
const MACHINES = {
  'lost-ipxe': { mac: '52:54:00:77:0e:01', firmware: 'seabios', loader: 'ipxe' },
  'lost-grub': { mac: '52:54:00:77:0e:02', firmware: 'ovmf', loader: 'grub' },
  'away-ipxe': { mac: '52:54:00:77:0e:03', firmware: 'ovmf', loader: 'ipxe' },
  'away-grub': { mac: '52:54:00:77:0e:04', firmware: 'ovmf', loader: 'grub' },
} as const satisfies Readonly<Record<string, Machine>>;

const STRANGER = '52:54:00:77:0e:09';

const node = (index: number, loader: string, hwaddr?: string) => ({
  profiles: ['lab'],
  boot: { loader },
  networkDevices: {
    default: { device: 'eth0', address: `10.77.0.${60 + index}`, ...(hwaddr === undefined ? {} : { hwaddr }) },
  },
});

const REGISTRY = stringify({
  profiles: {
    lab: {
      image: 'tiny',
      kernel: { args: ['console=ttyS0'] },
      systemOverlays: SYSTEM_OVERLAYS,
      runtimeOverlays: RUNTIME_OVERLAYS,
    },
  },
  nodes: {
    ...Object.fromEntries(
      Object.entries(MACHINES).map(([name, { mac, loader }], index) => [name, node(index + 1, loader, mac)]),
    ),
    free: { ...node(9, 'grub'), discoverable: true },
  },
});

describe('shapes of a script', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    const waits = { waitSeconds: 3, retrySeconds: 2 };
    site = await createTestSite({
      network,
      // The default loader is GRUB, so that a machine nobody knows waits in it.
      plugins: ['dhcp', 'tftp', ['grub', waits], ['ipxe', waits], './loses.mjs'],
      config: { boot: { loader: 'grub' } },
      files: { 'registry/nodes.yaml': REGISTRY, 'loses.mjs': LOSES, lose: '' },
    });
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  const start = (name: string, { mac, firmware }: Omit<Machine, 'loader'>): Promise<Vm> =>
    startVm({ network, name, mac, firmware, memory: firmware === 'seabios' ? 384 : 1024 });

  async function expectUp(vm: Vm, name: string): Promise<void> {
    await vm.waitFor(reportEnd, { timeoutMs: 300_000 });
    expect(parseReport(vm.console).hostname).toBe(name);
    // It was switched on once.
    expect(vm.console.match(/SeaBIOS \(version|UEFI firmware|>>Start PXE/g)?.length).toBe(1);
    await vm.stop();
  }

  it.each(['lost-ipxe', 'lost-grub'] as const)(
    '%s: an initrd that is missing is tried for again, until it is not',
    async (name) => {
      const vm = await start(name, MACHINES[name]);
      await vm.waitFor(/could not fetch or start its payload[\s\S]*could not fetch or start its payload/, {
        timeoutMs: 300_000,
      });
      await network.exec('mv', [`${site.folder}/lose`, `${site.folder}/found`]);
      await expectUp(vm, name);
      await network.exec('mv', [`${site.folder}/found`, `${site.folder}/lose`]);
    },
  );

  it.each(['away-ipxe', 'away-grub'] as const)(
    '%s: a server that goes away during a wait is asked until it is back',
    async (name) => {
      await site.muster(['node', 'set', name, '--image', 'late']);
      const vm = await start(name, MACHINES[name]);
      await vm.waitFor(`Muster: image late of node ${name} does not exist`, { timeoutMs: 240_000 });
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
      // GRUB asks over TFTP some forty times, longer each time, before it says so.
      await vm.waitFor(/Muster: no answer from the server|Muster: no boot from/, { timeoutMs: 600_000 });
      await site.muster(['node', 'set', name, '--image', 'tiny']);
      server = await site.serve();
      await expectUp(vm, name);
    },
  );

  it('a machine nobody knows waits in GRUB, is accepted, gets its address and boots', async () => {
    const vm = await start('stranger', { mac: STRANGER, firmware: 'ovmf' });
    // GRUB breaks its lines at the edge of the console.
    await vm.waitFor(new RegExp(`waiting to be accepted, on the server: muster discover accept\\s+${STRANGER}`), {
      timeoutMs: 300_000,
    });
    const { stdout } = await site.muster(['discover', 'list', '--output', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([{ mac: STRANGER, manufacturer: 'Muster', product: 'Lab' }]);
    await site.muster(['discover', 'accept', STRANGER]);
    await vm.waitFor('Muster: this machine is node free now, and gets the address of it', { timeoutMs: 120_000 });
    await expectUp(vm, 'free');
  });
});
