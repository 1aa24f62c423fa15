import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { clusterOf, createTestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { toldIn, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { relayedNetwork } from './helpers/relayed-network.ts';

const KNOWN = labMac('known');
const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
/** Behind the relay: this server's address is on another network. */
const FAR = {
  cidr: '10.78.0.0/24',
  address: '10.77.0.1',
  pool: '10.78.0.100-10.78.0.150',
  gateway: '10.78.0.254',
};
const BACKENDS = [
  { backend: 'dhcpd', plugins: ['tftp', ['isc-dhcp', { mode: 'internal', leaseTime: 60 }]] },
  { backend: 'kea', plugins: ['tftp', ['isc-dhcp', { mode: 'internal', program: 'kea', leaseTime: 60 }]] },
  { backend: 'dnsmasq', plugins: [['dnsmasq', { leaseTime: 120, poolLeaseTime: 120 }]] },
];

describe.each(BACKENDS)('$backend run by Muster, for a network behind a relay agent', ({ plugins }) => {
  const cleanup = new Cleanup();
  let near: Network;
  let far: Network;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    near = cleanup.of(await createNetwork({ name: 'near', cidr: '10.77.0.0/24' }));
    far = await relayedNetwork(near);
    const site = await createTestSite({
      network: near,
      plugins: ['ipxe', ...plugins],
      config: { networks: { near: clusterOf(near), far: FAR } },
      files: { 'registry/nodes.yaml': registryText('none', { n1: { mac: KNOWN, address: '10.78.0.11' } }) },
    });
    cleanup.of(site);
    await site.serve();
  });
  afterAll(() => cleanup.run());

  it('gives a node there its address, router and boot file', async () => {
    const client = await far.addClient('c1', { mac: KNOWN });
    expect(await busybox.once(client, UEFI)).toMatchObject({
      ip: '10.78.0.11',
      hostname: 'n1',
      router: '10.78.0.254',
      siaddr: '10.77.0.1',
      boot_file: 'ipxe/uefi-x86_64/snponly.efi',
    });
    await client.close();
  });

  it('gives a stranger there an address of its pool, and renews it without the relay', async () => {
    const client = await far.addClient('c2');
    const running = await busybox.keep(client);
    const [bound] = toldIn(running.output, 'bound');
    expect(bound).toMatchObject({ serverid: '10.77.0.1', router: '10.78.0.254' });
    expect(bound?.ip).toMatch(/^10\.78\.0\.1[0-5]\d$/);
    await client.exec('ip', ['route', 'add', 'default', 'via', '10.78.0.254']);
    process.kill(running.pid, 'SIGUSR1');
    await running.waitForOutput('TOLD renew', { timeoutMs: 120_000 });
    expect(toldIn(running.output, 'renew')[0]?.ip).toBe(bound?.ip);
    await running.stop();
    await client.close();
  });

  it('still serves the network it is on', async () => {
    const client = await near.addClient('c3');
    expect((await busybox.once(client))?.ip).toMatch(/^10\.77\.0\.1[0-5]\d$/);
    await client.close();
  });
});
