import { chmod } from 'node:fs/promises';
import path from 'node:path';
import type { DhcpMessage } from '@muster/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../helpers/captured.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';

const OTHER = labMac('other loader');
const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];

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

  it('knows a node whose loader is another, and one whose loader was changed', async () => {
    expect((await offers(OTHER, UEFI))[0]?.file).toBe('grub/shimx64.efi');
    await site.muster(['node', 'set', 'n2', '--loader', 'ipxe']);
    expect((await offers(OTHER, UEFI))[0]?.file).toBe('ipxe/uefi-x86_64/snponly.efi');
  });
});
