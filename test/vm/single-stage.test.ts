import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYSTEM_OVERLAYS } from '../helpers/registry.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
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
  rom: { mac: '52:54:00:77:01:01', address: '10.77.0.11' },
  undi: { mac: '52:54:00:77:01:02', address: '10.77.0.12' },
  uefi: { mac: '52:54:00:77:01:03', address: '10.77.0.13' },
};

/**
 * Every QEMU card has an iPXE ROM, which asks for its script at once. This site's rule sends one machine on to
 * undionly.kpxe all the same, until the timeline shows that it has fetched that.
 */
const FORCE_UNDIONLY = `
export default {
  name: 'force-undionly', version: '1.0.0', api: '^1.0.0', after: ['ipxe'], [Symbol.for('muster.plugin')]: true,
  apply({ hooks, services }) {
    const fetched = () => services.timeline.of('undi').some(({ stage, outcome }) => stage === 'boot-file' && outcome === 'done');
    hooks.render.for('boot-file').amend.tap('force-undionly', (made, { request }) =>
      request.mac === '${NODES.undi.mac}' && !fetched() ? { file: 'ipxe/bios/undionly.kpxe' } : made);
  },
};
`;

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
        'force-undionly.mjs': FORCE_UNDIONLY,
      },
    });
    await site.muster(['image', 'import', await tinyRoot(), 'tiny']);
    await site.muster(['image', 'build', 'tiny']);
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.remove();
  });

  async function bootAndReport(name: keyof typeof NODES, firmware: 'seabios' | 'ovmf') {
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
    expect(report.files.get('/etc/hosts')?.content).toContain(
      `${NODES[name].address} ${name}`.replace(
        ' ',
        report.files.get('/etc/hosts')?.content.includes('\t') ? '\t' : ' ',
      ),
    );
    expect(report.files.get('/init')).toMatchObject({ kind: 'file', mode: '755' });
    expect(SYSTEM_OVERLAYS).toContain('init');
    const { console } = vm;
    await vm.stop();
    return console;
  }

  it("by SeaBIOS and QEMU's iPXE ROM", async () => {
    const console = await bootAndReport('rom', 'seabios');
    expect(console).toContain('Muster: node rom boots image tiny');
    expect(server.output).toMatch(/rom\s+script\s+done/);
  });

  it('by undionly.kpxe over TFTP under SeaBIOS', async () => {
    await bootAndReport('undi', 'seabios');
    expect(server.output).toMatch(/undi\s+boot-file\s+done/);
  });

  it('by OVMF PXE, snponly.efi over TFTP, and iPXE', async () => {
    await bootAndReport('uefi', 'ovmf');
    expect(server.output).toMatch(/uefi\s+boot-file\s+done/);
  });
});
