import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forceUndionly } from '../helpers/force-undionly.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import {
  createNetwork,
  type LabProcess,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
} from '../lab/index.ts';

const NODES = {
  rom: { mac: '52:54:00:77:01:01', address: '10.77.0.11', fields: { boot: { root: 'tmpfs' } } },
  undi: { mac: '52:54:00:77:01:02', address: '10.77.0.12' },
  uefi: { mac: '52:54:00:77:01:03', address: '10.77.0.13' },
};

describe('single-stage boots of the tiny image by iPXE', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', './force-undionly.mjs'],
      files: {
        'registry/nodes.yaml': registryText('tiny', NODES, ['muster.report=/init,/etc/hosts,/etc/ssh']),
        'force-undionly.mjs': forceUndionly('undi', NODES.undi.mac),
      },
    });
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  async function bootAndReport(name: keyof typeof NODES, firmware: 'seabios' | 'ovmf') {
    const watched = await watchBoot({
      network,
      site,
      node: name,
      mac: NODES[name].mac,
      clientClass: classOf(firmware),
    });
    const vm = await startVm({
      network,
      name,
      mac: NODES[name].mac,
      firmware,
      memory: firmware === 'ovmf' ? 768 : 384,
    });
    await vm.waitFor(reportEnd, { timeoutMs: 240_000 });
    const report = parseReport(vm.console);
    expect(report.hostname).toBe(name);
    expect(report.addresses.get('eth0')).toContain(`${NODES[name].address}/24`);
    expect(report.cmdline).toContain('console=ttyS0 muster.report=');
    expect(report.files.get('/etc/hosts')).toMatchObject({ kind: 'file', mode: '644', uid: 0, gid: 0 });
    const hosts = report.files.get('/etc/hosts')?.content ?? '';
    expect(hosts).toMatch(new RegExp(`^${NODES[name].address.replaceAll('.', '\\.')}\\s.*\\b${name}\\b`, 'm'));
    expect(report.files.get('/init')).toMatchObject({ kind: 'file', mode: '755' });
    await server.waitForOutput(new RegExp(`${name}\\s+init\\s+done`), { timeoutMs: 60_000 });
    const { console } = vm;
    await vm.stop();
    await watched.expectAsExplained();
    return { console, root: report.root };
  }

  it("by SeaBIOS and QEMU's iPXE ROM, into a tmpfs", async () => {
    const { console, root } = await bootAndReport('rom', 'seabios');
    expect(root).toBe('tmpfs');
    expect(server.output).toMatch(/rom\s+init\s+started.*root is moved into a tmpfs/);
    expect(console).toContain('Muster: node rom boots image tiny');
    expect(server.output).toMatch(/rom\s+script\s+done/);
  });

  it('by undionly.kpxe over TFTP under SeaBIOS', async () => {
    await bootAndReport('undi', 'seabios');
    expect(server.output).toMatch(/undi\s+boot-file\s+done/);
  });

  it('by OVMF PXE, snponly.efi over TFTP, and iPXE', async () => {
    const { root } = await bootAndReport('uefi', 'ovmf');
    expect(root).toBe('rootfs');
    expect(server.output).toMatch(/uefi\s+boot-file\s+done/);
  });
});
