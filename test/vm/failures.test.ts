import { randomBytes } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { copyTree, createTestSite, type TestSite } from '../helpers/site.ts';
import {
  createNetwork,
  type LabProcess,
  type Network,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
  type Vm,
} from '../lab/index.ts';

const node = (index: number) => ({ mac: `52:54:00:77:02:0${index}`, address: `10.77.0.2${index}` });
const NODES = {
  ...{ n1: node(1), n2: node(2), n3: node(3), n4: node(4) },
  late: { ...node(5), fields: { image: 'late' } },
  heavy: { ...node(6), fields: { image: 'heavy' } },
};

/** Enough to be still on its way when the server is killed: iPXE in an emulated machine takes in some 15 MB/s. */
const BALLAST = 120e6;

describe('boots when something goes wrong', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  const start = (name: keyof typeof NODES, memory = 384): Promise<Vm> =>
    startVm({ network, name, mac: NODES[name].mac, memory });

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': registryText('tiny', NODES) } });
    await site.addImage('tiny', await tinyRoot());
    const heavy = await copyTree(await tinyRoot());
    await writeFile(path.join(heavy, 'ballast'), randomBytes(BALLAST));
    await site.muster(['image', 'import', heavy, 'heavy']);
    await site.muster(['image', 'build', 'heavy']);
    await rm(heavy, { recursive: true });
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('four nodes boot at the same time, each as itself', async () => {
    const names = ['n1', 'n2', 'n3', 'n4'] as const;
    const vms = await Promise.all(names.map((name) => start(name)));
    await Promise.all(vms.map((vm) => vm.waitFor(reportEnd, { timeoutMs: 400_000 })));
    for (const [index, vm] of vms.entries()) {
      const report = parseReport(vm.console);
      expect(report.hostname).toBe(names[index]);
      expect(report.addresses.get('eth0')).toContain(`10.77.0.2${index + 1}/24`);
      await vm.stop();
    }
  });

  it('a node whose image is missing says so on its console and in the log, and boots by itself once the image is there', async () => {
    const vm = await start('late');
    await vm.waitFor('Muster: image late of node late does not exist', { timeoutMs: 180_000 });
    await vm.waitFor('Muster: remedy: muster image import SOURCE late');
    expect(server.output).toMatch(/late.*image late of node late does not exist/);
    await site.addImage('late', await tinyRoot());
    await vm.waitFor(reportEnd, { timeoutMs: 240_000 });
    expect(parseReport(vm.console).hostname).toBe('late');
    await vm.stop();
  });

  it('a server killed during an image download and started again costs a pause only, and nothing on disk is damaged', async () => {
    const vm = await start('heavy', 1024);
    const image = await imageDigest();
    await vm.waitFor(new RegExp(image.slice(0, 20)), { timeoutMs: 180_000 });
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await vm.waitFor(/Muster: node heavy could not fetch|Muster: no answer from the server/, { timeoutMs: 180_000 });
    server = await site.serve();
    await vm.waitFor(reportEnd, { timeoutMs: 300_000 });
    expect(parseReport(vm.console).hostname).toBe('heavy');
    expect(await imageDigest()).toBe(image);
    const leftovers = (await readdir(path.join(site.folder, 'state', 'blobs', 'sha256'))).filter(
      (name) => !/^[0-9a-f]{64}(\.chunks)?$/.test(name),
    );
    expect(leftovers).toEqual([]);
    await site.muster(['config', 'check']);
    await vm.stop();
  });

  async function imageDigest(): Promise<string> {
    const { stdout } = await site.muster(['image', 'show', 'heavy', '--output', 'json']);
    return (JSON.parse(stdout) as { archive: { digest: string } }).archive.digest;
  }
});
