import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
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

const DISKS = {
  disks: { '/dev/vda': { partitions: { root: { number: 1, sizeMiB: 1536 }, data: { number: 2 } } } },
  fileSystems: { root: { format: 'ext4', path: '/' }, data: { format: 'ext4', path: '/srv/data' } },
};

const NODES = {
  ipxe: { mac: '52:54:00:77:03:01', address: '10.77.0.31' },
  grub: { mac: '52:54:00:77:03:02', address: '10.77.0.32', fields: { boot: { loader: 'grub' } } },
  two: { mac: '52:54:00:77:03:03', address: '10.77.0.33', fields: { boot: { stages: 'two', root: 'tmpfs' } } },
  disk: {
    mac: '52:54:00:77:03:05',
    address: '10.77.0.35',
    fields: { boot: { stages: 'two', root: 'disk' }, ...DISKS },
  },
  layers: {
    mac: '52:54:00:77:03:04',
    address: '10.77.0.34',
    fields: { boot: { loader: 'grub', stages: 'two', root: 'overlay' } },
  },
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

  it('in two stages into tmpfs by OVMF and iPXE', async () => {
    const { console, root, cmdline } = await boots('two', 'ovmf', 1280);
    expect(console).toContain('muster: deploying image');
    expect(console).toContain('muster: the root is deployed');
    expect(root).toBe('tmpfs');
    expect(cmdline).toContain('root=muster:http://10.77.0.1:9873');
  });

  it('in two stages onto its disk by SeaBIOS and iPXE, and again with its data kept', async () => {
    const disk = path.join(site.folder, 'disk.raw');
    await writeFile(disk, '');
    await truncate(disk, 2048 * 1024 * 1024);
    const { mac } = NODES.disk;
    const boot = async (command: string): Promise<{ said: string; console: string }> => {
      const order = { bootOrder: ['network', 'disk'] } as const;
      const vm = await startVm({
        network,
        name: 'disk',
        mac,
        firmware: 'seabios',
        memory: 768,
        cpus: 2,
        disk,
        ...order,
      });
      const shell = await login(vm, { timeoutMs: 500_000 });
      const mounted = await shell.run('findmnt -n -o SOURCE /; findmnt -n -o SOURCE /srv/data');
      expect(mounted).toBe('/dev/vda1\n/dev/vda2\n');
      const said = await shell.run(command);
      const { console } = vm;
      await vm.stop();
      return { said, console };
    };
    const first = await boot('echo kept >/srv/data/mine; sync; grep -c UUID= /etc/fstab');
    expect(first.said).toBe('2\n');
    expect(first.console).toContain('muster: partitioning /dev/vda');
    const second = await boot('cat /srv/data/mine; hostname');
    expect(second.said).toBe('kept\ndisk\n');
    expect(second.console).toContain('muster: the image is on /dev/vda1 already');
  });

  it('in two stages into a squashfs below a tmpfs by OVMF and GRUB', async () => {
    const { console, root } = await boots('layers', 'ovmf', 1024);
    expect(console).toContain('muster: the root is deployed');
    expect(root).toBe('overlay');
  });
});
