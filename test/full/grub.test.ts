import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type RunningBackend, startBackend } from '../helpers/backends.ts';
import { bootAsExplained } from '../helpers/boots-as-explained.ts';
import { bootFromDisk } from '../helpers/disk-boot.ts';
import { registryText, type TestNode } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import { createNetwork, debianRoot, login, type Network, startVm, tinyRoot, type Vm } from '../lab/index.ts';

const node = (index: number, boot: object, fields: object = {}): TestNode => ({
  mac: `52:54:00:77:09:${String(index).padStart(2, '0')}`,
  address: `10.77.0.${160 + index}`,
  fields: { boot, ...fields },
});
const grub = { loader: 'grub' };
const ipxe = { loader: 'ipxe' };

describe("GRUB under a BIOS by the node's choice alone, whoever answers DHCP", () => {
  // Its machines get their own addresses: GRUB repeats its ports and sequence numbers at every boot.
  const NODES = Object.fromEntries(BACKENDS.map((_, index) => [`bios${index}`, node(index, grub)]));
  let network: Network;
  let site: TestSite;
  let running: RunningBackend | undefined;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': registryText('tiny', NODES) } });
    await site.addImage('tiny', await tinyRoot());
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it.each(BACKENDS.map((backend, index) => ({ backend, name: `bios${index}` })))(
    '$backend.name',
    async ({ backend, name }) => {
      // dnsmasq's TFTP server knows nothing that is rendered.
      const plugins = backend.plugins.flatMap((plugin) =>
        plugin === 'dnsmasq' ? [['dnsmasq', { tftp: false }], 'tftp'] : [plugin],
      );
      running = await startBackend({ ...backend, plugins }, { network, site, nodes: NODES }, ['ipxe', 'grub']);
      const own = NODES[name];
      if (own === undefined) throw new Error(`no node ${name}`);
      await bootAsExplained({ network, site, name, node: own, firmware: 'seabios', memory: 512 });
    },
  );
});

describe('a node that boots from its own disk', () => {
  const disk = (index: number, boot: object): TestNode => node(index, { ...boot, from: 'disk' }, { image: 'none' });
  const NODES = {
    'grub-bios': disk(10, grub),
    'grub-uefi': disk(11, grub),
    'ipxe-bios': disk(12, ipxe),
    'ipxe-uefi': disk(13, ipxe),
  };
  const MENUS = { 'grub-menu': node(14, { ...grub, timeout: -1 }), 'ipxe-menu': node(15, { ...ipxe, timeout: -1 }) };
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub'],
      files: { 'registry/nodes.yaml': registryText('tiny', { ...NODES, ...MENUS }) },
    });
    await site.addImage('tiny', await tinyRoot());
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it.each([
    ['grub-bios', 'seabios'],
    ['grub-uefi', 'ovmf'],
    ['ipxe-bios', 'seabios'],
    ['ipxe-uefi', 'ovmf'],
  ] as const)('%s starts it, and the server knows', async (name, firmware) => {
    await bootFromDisk({ network, site, name, node: NODES[name], firmware });
  });

  it.each(['grub-menu', 'ipxe-menu'] as const)('%s: its menu waits, and the disk can be chosen', async (name) => {
    const choose = async (vm: Vm): Promise<void> => {
      await vm.waitFor(/Start from the machine's own disk/, { timeoutMs: 200_000 });
      // Down, and Enter.
      vm.send('\x1b[B');
      vm.send('\r');
    };
    await bootFromDisk({ network, site, name, node: MENUS[name], firmware: 'seabios', choose });
  });
});

describe('Debian by GRUB', () => {
  const NODES = {
    'bios-single': node(20, grub),
    'bios-two': node(21, { ...grub, stages: 'two', root: 'tmpfs' }),
    'uefi-two': node(22, { ...grub, stages: 'two', root: 'tmpfs' }),
    'menu-bios': node(23, { ...grub, stages: 'two', root: 'tmpfs', timeout: 2 }),
    'menu-ipxe': node(24, { ...ipxe, timeout: 2 }),
  };
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      files: { 'registry/nodes.yaml': registryText('debian', NODES) },
    });
    await site.outside(['grub', 'fetch']);
    await site.addImage('debian', await debianRoot());
    await site.muster(['image', 'dracut', 'debian']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it.each([
    ['bios-single', 'seabios', /rootfs|tmpfs/],
    ['bios-two', 'seabios', /^tmpfs$/],
    ['uefi-two', 'ovmf', /^tmpfs$/],
    ['menu-bios', 'seabios', /^tmpfs$/],
    ['menu-ipxe', 'seabios', /rootfs|tmpfs/],
  ] as const)('%s boots to its login prompt, as explained', async (name, firmware, root) => {
    const { mac } = NODES[name];
    const watched = await watchBoot({ network, site, node: name, mac, clientClass: classOf(firmware) });
    const vm = await startVm({ network, name, mac, firmware, memory: 1280, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 600_000 });
    expect(await shell.run('hostname')).toBe(`${name}\n`);
    expect((await shell.run('findmnt -n -o FSTYPE /')).trim()).toMatch(root);
    await vm.stop();
    await watched.expectAsExplained();
  });
});
