import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { type DhcpMessage, formatIPv4, OPTIONS, readOption } from '@muster/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../helpers/captured.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';

const OTHER = labMac('other loader');
const BIOS = ['-V', 'PXEClient:Arch:00000:UNDI:002001', '-x', '0x5d:0000'];
const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
const HTTP = ['-V', 'HTTPClient:Arch:00016:UNDI:003000', '-x', '0x5d:0010'];

describe('dnsmasq run by Muster as ProxyDHCP beside a plain dnsmasq of the site', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;
  let count = 0;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'proxy', cidr: '10.77.0.0/24' }));
    const other = await network.addClient('site', { address: '10.77.0.2/24' });
    const range = ['--dhcp-range=10.77.0.200,10.77.0.220,10m', '--no-ping', '--dhcp-leasefile=/dev/null'];
    const plain = other.spawn('dnsmasq', ['-k', '-C', '/dev/null', '--pid-file=', '-p', '0', '-8', '-', ...range]);
    await plain.waitForOutput(/started, version/, { timeoutMs: 10_000 });
    site = await createTestSite({
      network,
      plugins: ['ipxe', 'grub', ['dnsmasq', { dhcp: 'proxy' }]],
      files: {
        'registry/nodes.yaml': registryText('tiny', {
          n2: { mac: OTHER, address: '10.77.0.12', fields: { boot: { loader: 'grub' } } },
        }),
      },
    });
    cleanup.add(() => site.remove());
    await chmod(site.folder, 0o711);
    const server = await site.serve();
    cleanup.add(async () => {
      await server.stop();
    });
  });
  afterAll(() => cleanup.run());

  /** Offers of this server to a machine that asks like this; offers of the site's server do not pass here. */
  async function offers(mac: string, args: readonly string[]): Promise<readonly DhcpMessage[]> {
    const file = path.join(site.folder, `wire-${count++}.pcap`);
    const capture = await network.captureWire(file, 'udp src port 67 and src host 10.77.0.1');
    const client = await network.addClient(`asks${count}`, { mac });
    await busybox.once(client, ['-B', ...args]);
    await client.close();
    await capture.stop();
    return (await readCapture(file, mac, 9873)).offers;
  }

  const told = ([offer]: readonly DhcpMessage[]) =>
    offer && {
      yiaddr: offer.yiaddr,
      siaddr: formatIPv4(offer.siaddr),
      file: offer.file,
      vendor: readOption(offer, OPTIONS.vendorClass),
    };

  it('tells firmware the boot file of its class and gives no address', async () => {
    const proxy = { yiaddr: 0, siaddr: '10.77.0.1', vendor: 'PXEClient' };
    const mac = labMac('stranger');
    expect(told(await offers(mac, BIOS))).toEqual({ ...proxy, file: 'ipxe/bios/undionly.kpxe' });
    expect(told(await offers(mac, UEFI))).toEqual({ ...proxy, file: 'ipxe/uefi-x86_64/snponly.efi' });
    const ipxe = told(await offers(mac, [...UEFI, '-x', '0x4d:69505845']));
    expect(ipxe).toMatchObject({
      ...proxy,
      file: expect.stringMatching(/^http:\/\/10\.77\.0\.1:9873\/ipxe\/\$/) as string,
    });
  });

  it('tells UEFI HTTP Boot a URL', async () => {
    expect(told(await offers(labMac('stranger'), HTTP))).toEqual({
      yiaddr: 0,
      siaddr: '10.77.0.1',
      vendor: 'HTTPClient',
      file: 'http://10.77.0.1:9873/ipxe/uefi-x86_64/snponly.efi',
    });
  });

  it('knows a node whose loader is another, and one whose loader was changed', async () => {
    expect(told(await offers(OTHER, UEFI))?.file).toBe('grub/shimx64.efi');
    await site.muster(['node', 'set', 'n2', '--loader', 'ipxe']);
    expect(told(await offers(OTHER, UEFI))?.file).toBe('ipxe/uefi-x86_64/snponly.efi');
  });

  it('leaves machines that do not boot from the network to the server of the site', async () => {
    const client = await network.addClient('plain');
    expect((await busybox.once(client))?.ip).toMatch(/^10\.77\.0\.2[0-2]\d$/);
    await client.close();
    expect(await offers(labMac('plain'), [])).toEqual([]);
  });
});
