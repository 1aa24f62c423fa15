import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, DHCPD, DNSMASQ, KEA, startBackend } from '../helpers/backends.ts';
import { bootTiny } from '../helpers/boots-as-explained.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, debianRoot, login, type Network, startVm, tinyRoot } from '../lab/index.ts';

const node = (index: number, fields: object = {}) => ({
  mac: `52:54:00:77:0b:0${index}`,
  address: `10.77.0.11${index}`,
  fields: { ...fields },
});
const NODES = {
  grub: node(1, { boot: { loader: 'grub' } }),
  ipxe: node(2),
  two: node(3, { image: 'debian', boot: { loader: 'grub', stages: 'two', root: 'tmpfs' } }),
};

describe('UEFI HTTP Boot', () => {
  let network: Network;
  let site: TestSite;

  afterEach(async () => {
    await network.close();
    await site.close();
  });

  async function createSite(plugins: readonly unknown[]): Promise<void> {
    network = await createNetwork({ routerAdvertisement: true });
    const files = { 'registry/nodes.yaml': registryText('tiny', NODES) };
    site = await createTestSite({ network, plugins, files });
    await site.addImage('tiny', await tinyRoot());
    await site.outside(['grub', 'fetch']);
  }

  it.each<Backend>([DHCPD, KEA, DNSMASQ])('by shim and GRUB, and by iPXE, with $name', async (backend) => {
    await createSite(['ipxe', 'grub']);
    const running = await startBackend(backend, { network, site, nodes: NODES }, ['ipxe', 'grub']);
    for (const name of ['grub', 'ipxe'] as const) {
      await bootTiny({ network, site, name, node: NODES[name], firmware: 'ovmf', netboot: 'http' });
    }
    expect(running.server.output).toMatch(/grub\s+boot-file\s+done/);
  });

  it('in two stages', async () => {
    await createSite(['dhcp', 'ipxe', 'grub', 'dracut']);
    await site.addImage('debian', await debianRoot());
    await site.muster(['image', 'dracut', 'debian']);
    await site.serve();
    const { mac } = NODES.two;
    const vm = await startVm({ network, name: 'two', mac, firmware: 'ovmf', netboot: 'http', memory: 1536, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 600_000 });
    expect(await shell.run('hostname')).toBe('two\n');
    expect(await shell.run('findmnt -n -o FSTYPE /')).toBe('tmpfs\n');
    await vm.stop();
  });
});
