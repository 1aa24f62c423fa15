import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootAsExplained } from '../helpers/boots-as-explained.ts';
import { bootFromDisk } from '../helpers/disk-boot.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network, tinyRoot } from '../lab/index.ts';

/** Nothing in it may come to the server other than as it is. */
const ASSET_TAG = 'Rack 7 & 50%';

const NODES = {
  bios: {
    mac: '52:54:00:77:08:01',
    address: '10.77.0.81',
    fields: { boot: { loader: 'grub', proof: 'asset-key' }, assetKey: ASSET_TAG },
  },
  disk: {
    mac: '52:54:00:77:08:02',
    address: '10.77.0.82',
    fields: { boot: { loader: 'grub', from: 'disk' }, image: 'none' },
  },
};

/** OVMF, shim and GRUB: debian.test.ts; all else that GRUB boots: test/full/grub.test.ts. */
describe('GRUB under a BIOS', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub'],
      files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
    });
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots the tiny image as explained, and proves itself by the asset tag', async () => {
    const node = NODES.bios;
    await bootAsExplained({ network, site, name: 'bios', node, firmware: 'seabios', assetTag: ASSET_TAG, memory: 512 });
    expect(server.output).toMatch(/bios\s+boot-file\s+done/);
  });

  it('starts a node from its own disk where the node boots from there', async () => {
    await bootFromDisk({ network, site, name: 'disk', node: NODES.disk, firmware: 'seabios' });
  });
});
