import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDhcpd } from '../helpers/dhcpd.ts';
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

const NODES = { n1: { mac: '52:54:00:77:04:01', address: '10.77.0.41' } };

describe("beside the site's own ISC dhcpd, with the iPXE of the next Debian release", () => {
  let network: Network;
  let site: TestSite;
  let dhcpd: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['tftp', 'ipxe', 'isc-dhcp'],
      files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
    });
    await site.outside(['ipxe', 'fetch']);
    await site.muster(['image', 'import', await tinyRoot(), 'tiny']);
    await site.muster(['image', 'build', 'tiny']);
    await site.serve();
    dhcpd = await startDhcpd(network, site);
  });
  afterAll(async () => {
    await network.close();
    await site.remove();
  });

  it('a UEFI machine gets its address and boot file from dhcpd and boots through Muster', async () => {
    const { mac } = NODES.n1;
    const watched = await watchBoot({ network, site, node: 'n1', mac, clientClass: classOf('ovmf') });
    const vm = await startVm({ network, name: 'n1', mac, firmware: 'ovmf', memory: 768 });
    await vm.waitFor(reportEnd, { timeoutMs: 300_000 });
    expect(vm.console).toMatch(/iPXE 1\.21/);
    const report = parseReport(vm.console);
    expect(report.hostname).toBe('n1');
    expect(report.addresses.get('eth0')).toContain('10.77.0.41/24');
    expect(dhcpd.output).toMatch(/DHCPACK on 10\.77\.0\.41/);
    await vm.stop();
    await watched.expectAsExplained();
  });
});
