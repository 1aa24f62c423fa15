import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { dhclient, toldIn, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { type ServedSite, serveSite } from './helpers/dhcp-site.ts';

const KNOWN = labMac('known node');

describe('DHCP with real clients on two networks', () => {
  const cleanup = new Cleanup();
  let boot: Network;
  let other: Network;
  let site: ServedSite;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    boot = cleanup.of(await createNetwork({ name: 'boot', cidr: '10.77.0.0/24' }));
    other = await createNetwork({ name: 'other', cidr: '10.78.0.0/24', namespace: boot.namespace });
    // A third one that is not ours: the default route, where a broadcast from a wildcard socket would leave.
    await createNetwork({ name: 'office', cidr: '10.79.0.0/24', namespace: boot.namespace });
    await boot.exec('ip', ['route', 'add', 'default', 'via', '10.79.0.254']);
    site = await serveSite(cleanup, boot.namespace, {
      networks: {
        boot: {
          cidr: '10.77.0.0/24',
          address: '10.77.0.1',
          pool: '10.77.0.100-10.77.0.199',
          gateway: '10.77.0.254',
          dns: ['10.77.0.1'],
          domain: 'cluster.test',
        },
        other: { cidr: '10.78.0.0/24', address: '10.78.0.1', pool: '10.78.0.100-10.78.0.199' },
      },
      dhcp: { leaseTime: 10, poolLeaseTime: 10 },
      nodes: { n1: { hwaddr: KNOWN, address: '10.77.0.11/24' } },
    });
  });

  afterAll(() => cleanup.run());

  it('gives udhcpc the fixed address of its node and all that goes with it', async () => {
    const client = await boot.addClient('known', { mac: KNOWN });
    const told = await busybox.once(client);
    expect(told).toMatchObject({
      ip: '10.77.0.11',
      mask: '24',
      router: '10.77.0.254',
      dns: '10.77.0.1',
      domain: 'cluster.test',
      hostname: 'n1',
      serverid: '10.77.0.1',
      lease: '10',
      boot_file: '',
    });
    await site.process.waitForOutput(/"stage":"dhcp".*"node":"n1"/, { timeoutMs: 10_000 });
    await client.close();
  });

  it('tells udhcpc that poses as UEFI firmware its boot file, with and without the broadcast flag', async () => {
    const client = await boot.addClient('pxe');
    const pose = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
    for (const flags of [[], ['-B']]) {
      const told = await busybox.once(client, [...pose, ...flags]);
      expect(told).toMatchObject({ boot_file: 'boot/uefi-x86_64', siaddr: '10.77.0.1' });
    }
    await client.close();
  });

  it('serves each network by its own pool', async () => {
    const [here, there] = await Promise.all([boot.addClient('a'), other.addClient('b')]);
    const [a, b] = await Promise.all([busybox.once(here), busybox.once(there)]);
    expect(a).toMatchObject({ serverid: '10.77.0.1', ip: expect.stringMatching(/^10\.77\.0\.1\d\d$/) as string });
    expect(b).toMatchObject({ serverid: '10.78.0.1', ip: expect.stringMatching(/^10\.78\.0\.1\d\d$/) as string });
    await Promise.all([here.close(), there.close()]);
  });

  it('gives dhclient the same address it gave udhcpc, although the client identifiers differ', async () => {
    const client = await other.addClient('both');
    const first = await busybox.once(client);
    const second = await dhclient(client);
    expect(second['fixed-address']).toBe(first?.ip);
    expect(second).toMatchObject({ 'subnet-mask': '255.255.255.0', 'dhcp-server-identifier': '10.78.0.1' });
    await client.close();
  });

  it('renews by unicast while udhcpc keeps running, and takes the address back when it is released', async () => {
    const client = await boot.addClient('renew');
    const running = await busybox.keep(client, ['-R']);
    const [bound] = toldIn(running.output, 'bound');
    await running.waitForOutput('TOLD renew', { timeoutMs: 20_000 });
    expect(toldIn(running.output, 'renew')[0]?.ip).toBe(bound?.ip);
    await running.stop();
    const released = new RegExp(`"${client.mac}","address":"${bound?.ip ?? ''}".*"released"`);
    await expect.poll(() => site.leases(), { timeout: 10_000 }).toContainEqual(expect.stringMatching(released));
    await client.close();
  });

  it('confirms to udhcpc the address it had, and moves it on when that is another’s', async () => {
    const client = await boot.addClient('reboot');
    const first = await busybox.once(client);
    const again = await busybox.once(client, ['-r', first?.ip ?? '']);
    expect(again?.ip).toBe(first?.ip);
    const moved = await busybox.once(client, ['-r', '10.77.0.11']);
    expect(moved?.ip).not.toBe('10.77.0.11');
    await client.close();
  });

  it('knows every lease again after it was killed', async () => {
    const clients = await Promise.all(['k1', 'k2', 'k3', 'k4'].map((name) => boot.addClient(name)));
    const before = await Promise.all(clients.map((client) => busybox.once(client)));
    await site.restart('SIGKILL');
    const after = await Promise.all(clients.map((client) => busybox.once(client)));
    expect(after.map((told) => told?.ip)).toEqual(before.map((told) => told?.ip));
    expect(new Set(after.map((told) => told?.ip)).size).toBe(4);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('acknowledges nothing to a machine on a wire that is not served', async () => {
    const office = await createNetwork({ name: 'office2', cidr: '10.80.0.0/24', namespace: boot.namespace });
    const client = await office.addClient('foreign');
    const before = await site.leases();
    expect(await busybox.once(client)).toBeUndefined();
    expect(await site.leases()).toEqual(before);
    await office.close();
  });
});
