import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, debianRoot, type LabProcess, login, type Network, startVm, type Vm } from '../lab/index.ts';

const LOADERS = { bios: ['ipxe', 'seabios'], uefi: ['ipxe', 'ovmf'], grub: ['grub', 'ovmf'] } as const;
const ROOTS = { tmpfs: 'tmpfs', overlay: 'overlay' } as const;

const CASES = Object.entries(LOADERS).flatMap(([loader, [kind, firmware]], row) =>
  Object.entries(ROOTS).map(([root, type], column) => ({
    name: `${loader}-${root}`,
    firmware,
    type,
    mac: `52:54:00:77:0a:${row}${column}`,
    address: `10.77.0.${70 + row * 5 + column}`,
    fields: { boot: { loader: kind, stages: 'two', root } },
  })),
);
const two = (index: number, root: string) => ({
  mac: `52:54:00:77:0b:0${index}`,
  address: `10.77.0.${90 + index}`,
  fields: { boot: { stages: 'two', root } },
});
const FAULTY = { corrupted: two(1, 'overlay'), halted: two(2, 'tmpfs'), lossy: two(3, 'tmpfs') };
const MB = 1_000_000;

describe('roots of two-stage nodes', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    const nodes = { ...Object.fromEntries(CASES.map(({ name, ...node }) => [name, node])), ...FAULTY };
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      files: { 'registry/nodes.yaml': registryText('debian', nodes) },
    });
    await site.outside(['grub', 'fetch']);
    await site.muster(['image', 'import', await debianRoot(), 'debian', '--no-build']);
    await site.muster(['image', 'build', 'debian']);
    await site.muster(['image', 'dracut', 'debian']);
    // dracut's module has come into the tree: from here on a build gives the same bytes again.
    await site.muster(['image', 'build', 'debian']);
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  const comesUp = async (vm: Vm, name: string, type: string): Promise<void> => {
    const shell = await login(vm, { timeoutMs: 900_000 });
    expect(await shell.run('hostname')).toBe(`${name}\n`);
    expect((await shell.run('findmnt -n -o FSTYPE /')).trim()).toBe(type);
    await vm.stop();
  };

  it.each(CASES)('$name boots Debian to its login prompt', async ({ name, firmware, type, mac }) => {
    const vm = await startVm({ network, name, mac, firmware, memory: 1280, cpus: 2 });
    await comesUp(vm, name, type);
  });

  it('a corrupted chunk is refused by name, and the machine comes up by itself once it is right', async () => {
    const { stdout } = await site.muster(['image', 'show', 'debian', '--output', 'json']);
    const { forms } = JSON.parse(stdout) as { forms: { squashfs: { digest: string } } };
    const { digest } = forms.squashfs;
    const file = await open(path.join(site.folder, 'state/blobs/sha256', digest), 'r+');
    await file.write(Buffer.from('damage'), 0, 6, 30 * MB);
    await file.close();
    const { mac } = FAULTY.corrupted;
    const vm = await startVm({ network, name: 'corrupted', mac, firmware: 'seabios', memory: 1280, cpus: 2 });
    await vm.waitFor(new RegExp(`chunk 8 of \\d+ of blob ${digest} does not have its digest`), { timeoutMs: 600_000 });
    const told = async () => (await site.muster(['log', 'corrupted'])).stdout;
    await expect
      .poll(told, { timeout: 60_000, interval: 2000 })
      .toContain(`of blob ${digest} does not have its digest`);
    await site.muster(['image', 'build', 'debian']);
    await comesUp(vm, 'corrupted', 'overlay');
  });

  it('a machine whose server was away for a minute in mid-fetch comes up by itself', async () => {
    const { mac } = FAULTY.halted;
    const vm = await startVm({ network, name: 'halted', mac, firmware: 'seabios', memory: 1280, cpus: 2 });
    await vm.waitFor(/muster: deploying image/, { timeoutMs: 600_000 });
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await delay(60_000);
    server = await site.serve();
    await comesUp(vm, 'halted', 'tmpfs');
  });

  it('a machine on a wire that loses two packets of a hundred comes up', async () => {
    const chain = (hook: string) =>
      `chain ${hook} { type filter hook ${hook} priority 0; numgen random mod 100 < 2 drop; }`;
    const drop = `table ip lossy { ${chain('input')}; ${chain('output')}; }`;
    await network.exec('nft', ['-f', '-'], { input: drop });
    const { mac } = FAULTY.lossy;
    const vm = await startVm({ network, name: 'lossy', mac, firmware: 'seabios', memory: 1280, cpus: 2 });
    await comesUp(vm, 'lossy', 'tmpfs');
    await network.exec('nft', ['delete', 'table', 'ip', 'lossy']);
  });
});
