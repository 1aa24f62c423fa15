import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDhcpd } from '../helpers/dhcpd.ts';
import { forceUndionly } from '../helpers/force-undionly.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import {
  createNetwork,
  debianRoot,
  type Firmware,
  login,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
} from '../lab/index.ts';

const GRUB = { boot: { loader: 'grub' } };
const node = (index: number, fields: object = {}) => ({
  mac: `52:54:00:77:05:0${index}`,
  address: `10.77.0.5${index}`,
  fields: { ...fields },
});
const NODES = { rom: node(1), undi: node(2), uefi: node(3), grub: node(4, GRUB) };
const FIRMWARE: Readonly<Record<keyof typeof NODES, Firmware>> = {
  rom: 'seabios',
  undi: 'seabios',
  uefi: 'ovmf',
  grub: 'ovmf',
};

const DHCP = ['embedded', 'external dhcpd'] as const;
const IPXE = ["this release's iPXE", "the next release's iPXE"] as const;
const NAMES = ['rom', 'undi', 'uefi', 'grub'] as const;

describe.each(DHCP)('DHCP: %s', (dhcp) => {
  describe.each(IPXE)('loaders: %s', (build) => {
    let network: Network;
    let site: TestSite;

    beforeAll(async () => {
      network = await createNetwork({ routerAdvertisement: true });
      const answering = dhcp === 'embedded' ? ['dhcp', './force-undionly.mjs'] : ['isc-dhcp'];
      site = await createTestSite({
        network,
        plugins: ['tftp', 'ipxe', 'grub', ...answering],
        files: {
          'registry/nodes.yaml': registryText('tiny', NODES),
          'force-undionly.mjs': forceUndionly('undi', NODES.undi.mac),
        },
      });
      if (build === IPXE[1]) {
        await site.outside(['ipxe', 'fetch']);
        await site.outside(['grub', 'fetch']);
      }
      await site.muster(['image', 'import', await tinyRoot(), 'tiny']);
      await site.muster(['image', 'build', 'tiny']);
      await site.serve();
      if (dhcp !== 'embedded') await startDhcpd(network, site);
    });
    afterAll(async () => {
      await network.close();
      await site.remove();
    });

    // The rule that forces undionly.kpxe is a plugin of the embedded server.
    it.each(NAMES.filter((name) => name !== 'undi' || dhcp === 'embedded'))(
      '%s boots the tiny image as itself, as explained',
      async (name) => {
        const firmware = FIRMWARE[name];
        const memory = firmware === 'ovmf' ? 1024 : 384;
        const { mac } = NODES[name];
        const watched = await watchBoot({ network, site, node: name, mac, clientClass: classOf(firmware) });
        const vm = await startVm({ network, name, mac, firmware, memory });
        await vm.waitFor(reportEnd, { timeoutMs: 400_000 });
        const report = parseReport(vm.console);
        expect(report.hostname).toBe(name);
        expect(report.addresses.get('eth0')).toContain(`${NODES[name].address}/24`);
        await vm.stop();
        await watched.expectAsExplained();
      },
    );
  });
});

describe('two stages', () => {
  const two = (index: number, loader: string) => node(index, { boot: { loader, stages: 'two' } });
  const STAGED = { bios: two(5, 'ipxe'), uefi: two(6, 'ipxe'), grub: two(7, 'grub') };
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      files: { 'registry/nodes.yaml': registryText('debian', STAGED) },
    });
    await site.outside(['grub', 'fetch']);
    await site.muster(['image', 'import', await debianRoot(), 'debian']);
    await site.muster(['image', 'build', 'debian']);
    await site.muster(['image', 'dracut', 'debian']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.remove();
  });

  it.each([
    ['bios', 'seabios'],
    ['uefi', 'ovmf'],
    ['grub', 'ovmf'],
  ] as const)('%s boots Debian into tmpfs, as explained', async (name, firmware) => {
    const { mac } = STAGED[name];
    const watched = await watchBoot({ network, site, node: name, mac, clientClass: classOf(firmware) });
    const vm = await startVm({ network, name, mac, firmware, memory: 1280, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 560_000 });
    expect(await shell.run('hostname')).toBe(`${name}\n`);
    expect((await shell.run('findmnt -n -o FSTYPE /')).trim()).toBe('tmpfs');
    await vm.stop();
    await watched.expectAsExplained();
  });
});
