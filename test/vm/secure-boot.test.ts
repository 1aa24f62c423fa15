import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { unsignedTree } from '../helpers/unsigned-tree.ts';
import { createNetwork, debianRoot, type LabProcess, login, type Network, startVm } from '../lab/index.ts';

const node = (index: number, fields: Readonly<Record<string, unknown>>) => ({
  mac: `52:54:00:77:08:0${index}`,
  address: `10.77.0.8${index}`,
  fields,
});
const SECURE = { hardware: { secureBoot: true } };
const NODES = {
  secure: node(1, SECURE),
  warned: node(2, { ...SECURE, image: 'unsigned' }),
  // Nobody has told the server that its firmware has Secure Boot on.
  untold: node(3, { boot: { loader: 'grub' }, image: 'unsigned' }),
};

describe('Secure Boot with the keys of Microsoft', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork();
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub'],
      files: { 'registry/nodes.yaml': registryText('debian', NODES) },
    });
    await site.addImage('debian', await debianRoot());
    await site.addImage('unsigned', await unsignedTree());
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots the signed chain to login, by GRUB where nobody chose a loader, and the node says it is on', async () => {
    const { mac } = NODES.secure;
    const vm = await startVm({ network, name: 'secure', mac, firmware: 'ovmf-secboot', memory: 1280, cpus: 2 });
    const shell = await login(vm, { timeoutMs: 600_000 });
    expect(await shell.run('hostname')).toBe('secure\n');
    expect(await shell.run('dmesg')).toMatch(/secureboot: Secure boot enabled/);
    expect(await shell.run('cat /etc/hosts')).toContain(NODES.untold.address);
    // The login prompt may be there before init's report.
    await expect.poll(() => server.output, { timeout: 60_000 }).toMatch(/secure\s+up\s+done/);
    await vm.stop();
  });

  it('a kernel that nobody signed is told before the machine is switched on', async () => {
    const { stdout } = await site.muster(['explain', 'warned', '--output', 'json']);
    const { loader, findings } = JSON.parse(stdout) as { loader: string; findings: readonly { code: string }[] };
    expect(loader).toBe('grub');
    expect(findings.map(({ code }) => code)).toContain('KERNEL_UNSIGNED');
    const planned = await site.muster(['node', 'set', 'secure', '--image', 'unsigned', '--dry-run']);
    expect(planned.stdout).toContain('is not signed');
  });

  it('GRUB refuses a kernel that nobody signed, and the timeline says why', async () => {
    const { mac } = NODES.untold;
    const vm = await startVm({ network, name: 'untold', mac, firmware: 'ovmf-secboot' });
    await vm.waitFor(/could not fetch or start its payload/, { timeoutMs: 400_000 });
    await vm.stop();
    // The server looks at boots once a second.
    await expect
      .poll(async () => (await site.muster(['node', 'timeline', 'untold'])).stdout, { timeout: 60_000, interval: 1000 })
      .toContain('kernel refused: not signed (Secure Boot)');
  });
});
