import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, debianRoot, login, type Network, startVm, type Vm } from '../lab/index.ts';

const node = (index: number, fields: Readonly<Record<string, unknown>>) => ({
  mac: `52:54:00:77:0a:0${index}`,
  address: `10.77.0.10${index}`,
  fields,
});
const SECURE = { hardware: { secureBoot: true } };
const NODES = {
  two: node(1, { ...SECURE, boot: { stages: 'two', root: 'tmpfs' } }),
  http: node(2, SECURE),
  untold: node(3, { boot: { loader: 'ipxe' } }),
};

describe('Secure Boot with the keys of Microsoft', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork();
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      files: { 'registry/nodes.yaml': registryText('debian', NODES) },
    });
    await site.addImage('debian', await debianRoot());
    await site.muster(['image', 'dracut', 'debian']);
    await site.outside(['grub', 'fetch']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  async function loggedIn(vm: Vm, name: string): Promise<string> {
    const shell = await login(vm, { timeoutMs: 600_000 });
    expect(await shell.run('hostname')).toBe(`${name}\n`);
    expect(await shell.run('dmesg')).toMatch(/secureboot: Secure boot enabled/);
    const root = await shell.run('findmnt -n -o FSTYPE /');
    await vm.stop();
    return root.trim();
  }

  const start = (name: keyof typeof NODES, more: Partial<Parameters<typeof startVm>[0]> = {}): Promise<Vm> =>
    startVm({ network, name, mac: NODES[name].mac, firmware: 'ovmf-secboot', memory: 1536, cpus: 2, ...more });

  it('boots in two stages', async () => {
    expect(await loggedIn(await start('two'), 'two')).toBe('tmpfs');
  });

  it('boots by HTTP Boot', async () => {
    expect(await loggedIn(await start('http', { netboot: 'http' }), 'http')).toMatch(/rootfs|tmpfs/);
  });

  it('firmware that refuses iPXE, which nobody signed, is told of as such', async () => {
    const vm = await start('untold', { memory: 1024 });
    await vm.waitFor(/Access Denied/, { timeoutMs: 400_000 });
    await expect
      .poll(async () => (await site.muster(['node', 'status', 'untold', '--output', 'json'])).stdout, {
        timeout: 600_000,
        interval: 5000,
      })
      .toContain('BOOT_FILE_REFUSED');
    await vm.stop();
  });
});
