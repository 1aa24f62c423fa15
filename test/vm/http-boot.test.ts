import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootAsExplained } from '../helpers/boots-as-explained.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { watchBoot } from '../helpers/watched-boot.ts';
import { createNetwork, debianRoot, login, type Network, startVm, tinyRoot } from '../lab/index.ts';

const NODES = {
  grub: { mac: '52:54:00:77:09:01', address: '10.77.0.91', fields: { boot: { loader: 'grub' } } },
  ipxe: { mac: '52:54:00:77:09:02', address: '10.77.0.92', fields: { image: 'tiny' } },
};

describe('UEFI HTTP Boot, without a TFTP server', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'ipxe', 'grub'],
      files: { 'registry/nodes.yaml': registryText('debian', NODES) },
    });
    for (const [name, tree] of [
      ['debian', await debianRoot()],
      ['tiny', await tinyRoot()],
    ] as const) {
      await site.muster(['image', 'import', tree, name]);
      await site.muster(['image', 'build', name]);
    }
    await site.outside(['grub', 'fetch']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots Debian to login by shim and GRUB, each fetched from a folder of its machine', async () => {
    const { mac } = NODES.grub;
    const watched = await watchBoot({ network, site, node: 'grub', mac, clientClass: 'uefi-x86_64-http' });
    const vm = await startVm({ network, name: 'grub', mac, firmware: 'ovmf', netboot: 'http', memory: 1280, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 600_000 });
    expect(await shell.run('hostname')).toBe('grub\n');
    expect(await shell.run('cat /etc/hosts')).toContain(NODES.ipxe.address);
    await vm.stop();
    const { fetched } = await watched.expectAsExplained();
    const folder = '/boot/52-54-00-77-09-01/grub';
    expect(fetched.map(({ target }) => target.replaceAll('//', '/'))).toEqual(
      expect.arrayContaining([`${folder}/shimx64.efi`, `${folder}/grubx64.efi`]),
    );
    expect(fetched.filter(({ by }) => by === 'tftp')).toEqual([]);
  });

  it('boots by iPXE', async () => {
    await bootAsExplained({ network, site, name: 'ipxe', node: NODES.ipxe, firmware: 'ovmf', netboot: 'http' });
  });
});
