import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, type Backend, EMBEDDED, EXTERNAL_DHCPD, startBackend } from '../helpers/backends.ts';
import { bootAsExplained } from '../helpers/boots-as-explained.ts';
import { forceUndionly } from '../helpers/force-undionly.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import { createNetwork, debianRoot, type Firmware, login, type Network, startVm, tinyRoot } from '../lab/index.ts';

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

const IPXE = ["this release's iPXE", "the next release's iPXE"] as const;

/** Every backend boots a ROM and PXE of UEFI by iPXE; two of them all there is, with loaders of both releases. */
const WHOLE = new Set([EMBEDDED, EXTERNAL_DHCPD]);
const namesOf = (backend: Backend): readonly (keyof typeof NODES)[] => {
  if (!WHOLE.has(backend)) return ['rom', 'uefi'];
  // The rule that forces undionly.kpxe is a plugin of the embedded server.
  return backend === EMBEDDED ? ['rom', 'undi', 'uefi', 'grub'] : ['rom', 'uefi', 'grub'];
};

describe.each(BACKENDS)('DHCP: $name', (backend) => {
  describe.each(WHOLE.has(backend) ? IPXE : IPXE.slice(0, 1))('loaders: %s', (build) => {
    let network: Network;
    let site: TestSite;

    beforeAll(async () => {
      network = await createNetwork({ routerAdvertisement: true });
      site = await createTestSite({
        network,
        plugins: ['ipxe', 'grub'],
        files: {
          'registry/nodes.yaml': registryText('tiny', NODES),
          'force-undionly.mjs': forceUndionly('undi', NODES.undi.mac),
        },
      });
      if (build === IPXE[1]) {
        await site.outside(['ipxe', 'fetch']);
        await site.outside(['grub', 'fetch']);
      }
      await site.addImage('tiny', await tinyRoot());
      const force = backend === EMBEDDED ? ['./force-undionly.mjs'] : [];
      await startBackend(backend, { network, site, nodes: NODES }, ['ipxe', 'grub', ...force]);
    });
    afterAll(async () => {
      await network.close();
      await site.close();
    });

    it.each(namesOf(backend))('%s boots the tiny image as itself, as explained', async (name) => {
      const firmware = FIRMWARE[name];
      const memory = firmware === 'ovmf' ? 1024 : 384;
      await bootAsExplained({ network, site, name, node: NODES[name], firmware, memory });
    });
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
    await site.addImage('debian', await debianRoot());
    await site.muster(['image', 'dracut', 'debian']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
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
