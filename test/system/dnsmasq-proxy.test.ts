import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlainDnsmasq } from '../helpers/plain-dnsmasq.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { BIOS, HTTP, IPXE, ProxyWire, UEFI } from './helpers/offers.ts';

const OTHER = labMac('other loader');

describe('dnsmasq run by Muster as ProxyDHCP beside a plain dnsmasq of the site', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;
  let wire: ProxyWire;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'proxy', cidr: '10.77.0.0/24' }));
    await startPlainDnsmasq(await network.addClient('site', { address: '10.77.0.2/24' }), network);
    site = await createTestSite({
      network,
      plugins: ['ipxe', 'grub', ['dnsmasq', { dhcp: 'proxy' }]],
      files: {
        'registry/nodes.yaml': registryText('tiny', {
          n2: { mac: OTHER, address: '10.77.0.12', fields: { boot: { loader: 'grub' } } },
        }),
      },
    });
    cleanup.of(site);
    await site.serve();
    wire = new ProxyWire(network, site, busybox);
  });
  afterAll(() => cleanup.run());

  it('tells firmware the boot file of its class and gives no address', async () => {
    const proxy = { yiaddr: 0, siaddr: '10.77.0.1', vendor: 'PXEClient' };
    const mac = labMac('stranger');
    expect(await wire.told(mac, BIOS)).toEqual({ ...proxy, file: 'ipxe/bios/undionly.kpxe' });
    expect(await wire.told(mac, UEFI)).toEqual({ ...proxy, file: 'ipxe/uefi-x86_64/snponly.efi' });
    expect(await wire.told(mac, IPXE)).toMatchObject({
      ...proxy,
      file: expect.stringMatching(/^http:\/\/10\.77\.0\.1:9873\/ipxe\/\$/) as string,
    });
  });

  it('tells UEFI HTTP Boot a URL', async () => {
    expect(await wire.told(labMac('stranger'), HTTP)).toEqual({
      yiaddr: 0,
      siaddr: '10.77.0.1',
      vendor: 'HTTPClient',
      file: 'http://10.77.0.1:9873/ipxe/uefi-x86_64/snponly.efi',
    });
  });

  it('knows a node whose loader is another, and one whose loader was changed', async () => {
    expect(await wire.told(OTHER, UEFI)).toMatchObject({ file: 'grub/shimx64.efi' });
    await site.muster(['node', 'set', 'n2', '--loader', 'ipxe']);
    expect(await wire.told(OTHER, UEFI)).toMatchObject({ file: 'ipxe/uefi-x86_64/snponly.efi' });
  });

  it('leaves machines that do not boot from the network to the server of the site', async () => {
    const client = await network.addClient('plain');
    expect((await busybox.once(client))?.ip).toMatch(/^10\.77\.0\.2[0-2]\d$/);
    await client.close();
    expect(await wire.offers(labMac('plain'), [])).toEqual([]);
  });
});
