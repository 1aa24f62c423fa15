import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import {
  createNetwork,
  debianRoot,
  type Firmware,
  type LabProcess,
  login,
  type Network,
  startVm,
} from '../lab/index.ts';

const NODES = {
  ipxe: { mac: '52:54:00:77:03:01', address: '10.77.0.31' },
  grub: { mac: '52:54:00:77:03:02', address: '10.77.0.32', fields: { boot: { loader: 'grub' } } },
  two: { mac: '52:54:00:77:03:03', address: '10.77.0.33', fields: { boot: { stages: 'two', root: 'tmpfs' } } },
  layers: { mac: '52:54:00:77:03:04', address: '10.77.0.34', fields: { boot: { stages: 'two', root: 'overlay' } } },
};

describe('Debian boots to its login prompt', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      files: {
        'registry/nodes.yaml': registryText('debian', NODES),
        authorized_keys: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx5 admin@lab\n',
      },
    });
    await site.addImage('debian', await debianRoot());
    await site.muster(['image', 'dracut', 'debian']);
    await site.outside(['grub', 'fetch']);
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  /** Boots as explained, logs in on the serial line and checks what overlays and kernel command line should have done. */
  async function boots(
    name: keyof typeof NODES,
    firmware: Firmware,
    memory: number,
  ): Promise<{ console: string; root: string; cmdline: string }> {
    const { mac } = NODES[name];
    const watched = await watchBoot({ network, site, node: name, mac, clientClass: classOf(firmware) });
    const vm = await startVm({ network, name, mac, firmware, memory, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 500_000 });
    expect(await shell.run('hostname')).toBe(`${name}\n`);
    expect(await shell.run("ip -4 -o address show eth0 | awk '{print $4}'")).toContain(`${NODES[name].address}/24`);
    expect(await shell.run('getent hosts grub')).toContain('10.77.0.32');
    const files = await shell.run(
      "stat -c '%a %u %g %n' /etc/hosts /etc/ssh/ssh_host_ed25519_key /root/.ssh /root/.ssh/authorized_keys /init",
    );
    expect(files.trim().split('\n')).toEqual([
      '644 0 0 /etc/hosts',
      '600 0 0 /etc/ssh/ssh_host_ed25519_key',
      '700 0 0 /root/.ssh',
      '600 0 0 /root/.ssh/authorized_keys',
      '755 0 0 /init',
    ]);
    expect(await shell.run('cat /root/.ssh/authorized_keys')).toContain('admin@lab');
    expect((await network.exec('ssh-keyscan', ['-t', 'ed25519', NODES[name].address])).stdout).toContain('ssh-ed25519');
    const root = (await shell.run('findmnt -n -o FSTYPE /')).trim();
    const cmdline = await shell.run('cat /proc/cmdline');
    expect(cmdline).toContain('console=ttyS0');
    const { console } = vm;
    await vm.stop();
    await watched.expectAsExplained();
    return { console, root, cmdline };
  }

  it('in a single stage by SeaBIOS and iPXE', async () => {
    const { root } = await boots('ipxe', 'seabios', 1024);
    expect(root).toMatch(/rootfs|tmpfs/);
    expect(server.output).toMatch(/ipxe\s+image\s+done/);
  });

  it('by OVMF, shim and signed GRUB', async () => {
    const { console } = await boots('grub', 'ovmf', 1280);
    expect(console).toContain('Muster: node grub boots image debian');
    expect(server.output).toMatch(/grub\s+boot-file\s+done/);
  });

  it('in two stages into tmpfs by a dracut first stage', async () => {
    const { console, root, cmdline } = await boots('two', 'seabios', 1280);
    expect(console).toContain('muster: deploying image');
    expect(console).toContain('muster: the root is deployed');
    expect(root).toBe('tmpfs');
    expect(cmdline).toContain('root=muster:http://10.77.0.1:9873');
  });

  it('in two stages into a squashfs below a tmpfs', async () => {
    const { console, root } = await boots('layers', 'seabios', 768);
    expect(console).toContain('muster: the root is deployed');
    expect(root).toBe('overlay');
  });
});
