import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { classOf, watchBoot } from '../helpers/watched-boot.ts';
import { createNetwork, type Network, parseReport, reportEnd, startVm, tinyRoot } from '../lab/index.ts';

const NODES = { arm: { mac: '52:54:00:77:0a:01', address: '10.77.0.31' } };

describe('an ARM64 machine', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      files: { 'registry/nodes.yaml': registryText('tiny-arm64', NODES, ['console=ttyAMA0']) },
    });
    await site.outside(['ipxe', 'fetch']);
    await site.muster(['image', 'import', await tinyRoot(undefined, 'arm64'), 'tiny-arm64']);
    await site.muster(['image', 'build', 'tiny-arm64']);
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots an ARM64 kernel and its overlays by AAVMF, PXE and the arm64 build of iPXE, as explained', async () => {
    const { mac, address } = NODES.arm;
    const firmware = 'aavmf';
    const watched = await watchBoot({ network, site, node: 'arm', mac, clientClass: classOf(firmware) });
    expect(watched.explained.offers.map(({ bootFile }) => bootFile)).toContain('ipxe/uefi-arm64/ipxe-arm64.efi');
    const vm = await startVm({ network, name: 'arm', mac, firmware, memory: 1024 });
    await vm.waitFor(reportEnd, { timeoutMs: 600_000 });
    const report = parseReport(vm.console);
    expect(report.hostname).toBe('arm');
    expect(report.kernel).toMatch(/-cloud-arm64$/);
    expect(report.addresses.get('eth0')).toContain(`${address}/24`);
    await vm.waitFor(/^arm login:/m);
    await vm.stop();
    await watched.expectAsExplained();
  });
});
