import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { copyTree, createTestSite, type TestSite } from '../helpers/site.ts';
import { packWarewulfInitramfs } from '../helpers/warewulf-initramfs.ts';
import {
  createNetwork,
  kernel,
  type LabProcess,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
} from '../lab/index.ts';

const MAC = '52:54:00:77:0c:01';
const moved = {
  mac: MAC,
  address: '10.77.0.41',
  fields: {
    boot: { compat: 'warewulf', stages: 'two' },
    systemOverlays: ['wwinit', 'hostname', 'ifupdown'],
    runtimeOverlays: ['hosts'],
  },
};

describe('an image made for Warewulf, on a machine', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'dracut', 'warewulf'],
      files: { 'registry/nodes.yaml': registryText('rocky', { moved }, ['muster.report=/warewulf/config']) },
    });
    const tree = await copyTree(await tinyRoot());
    const { version } = await kernel();
    await packWarewulfInitramfs(path.join(tree, `boot/initramfs-${version}.img`));
    await site.addImage('rocky', tree);
    await rm(tree, { recursive: true });
    await site.muster(['image', 'warewulf', 'rocky']);
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots by a first stage that does what Warewulf’s does', async () => {
    const vm = await startVm({ network, name: 'moved', mac: MAC, firmware: 'seabios', memory: 512 });
    await vm.waitFor(reportEnd, { timeoutMs: 240_000 });
    expect(vm.console).toMatch(/first stage: moved, image rocky\s+first stage: done/);
    expect(vm.console).toMatch(/warewulf: starting \/sbin\/init/);
    const report = parseReport(vm.console);
    expect(report.hostname).toBe('moved');
    expect(report.cmdline).toContain(`wwinit.uri=${site.url}/provision/${MAC}`);
    expect(report.addresses.get('eth0')).toContain('10.77.0.41/24');
    expect(report.files.get('/etc/hosts')?.content).toMatch(/^10\.77\.0\.41\s.*\bmoved\b/m);
    expect(report.files.get('/warewulf/config')?.content).toContain("WWHOSTNAME='moved'");
    await vm.stop();
    for (const stage of ['image', 'system', 'runtime'])
      expect(server.output).toMatch(new RegExp(`moved\\s+${stage}\\b`));
  });
});
