import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, labMac, type Network } from '../lab/index.ts';
import { dhclientOn } from './helpers/dhclient.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { toldIn, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { type ServedSite, serveSite } from './helpers/dhcp-site.ts';
import { networkdOn } from './helpers/networkd.ts';

const WAIT = { timeoutMs: 60_000 };
/** What systemd-networkd logs, in order. */
const RENEWED = /DHCPv4 client: REQUEST \(renewing\).*DHCPv4 client: ACK/s;
const KNOWN = labMac('node of networkd');

/** Server 10.77.0.1 and 10.78.0.1 — relay 10.77.0.2 | 10.79.0.254 — clients on 10.79.0.0/24, where it has no address. */
describe('real clients with the embedded DHCP server', () => {
  const cleanup = new Cleanup();
  let boot: Network;
  let other: Network;
  let far: Network;
  let site: ServedSite;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    boot = cleanup.of(await createNetwork({ name: 'boot', cidr: '10.77.0.0/24' }));
    other = await createNetwork({ name: 'other', cidr: '10.78.0.0/24', namespace: boot.namespace });
    const relay = await boot.addClient('relay', { address: '10.77.0.2/24' });
    const wire = { name: 'far', cidr: '10.79.0.0/24', address: '10.79.0.254', namespace: relay.namespace };
    far = await createNetwork(wire);
    await boot.exec('ip', ['route', 'add', '10.79.0.0/24', 'via', '10.77.0.2']);
    await relay.exec('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
    const relaying = ['--no-daemon', '--port=0', '--conf-file=/dev/null', '--user=root', '--log-dhcp'];
    const dnsmasq = relay.spawn('dnsmasq', [...relaying, '--dhcp-relay=10.79.0.254,10.77.0.1']);
    await dnsmasq.waitForOutput('DHCP relay from', WAIT);
    const ntp = { dhcpOptions: { 'ntp-servers': ['10.77.0.1'] } };
    site = await serveSite(cleanup, boot.namespace, {
      networks: {
        boot: { cidr: '10.77.0.0/24', address: '10.77.0.1', pool: '10.77.0.100-10.77.0.199', ...ntp },
        other: { cidr: '10.78.0.0/24', address: '10.78.0.1', pool: '10.78.0.100-10.78.0.199' },
        far: {
          cidr: '10.79.0.0/24',
          address: '10.77.0.1',
          pool: '10.79.0.100-10.79.0.199',
          gateway: '10.79.0.254',
        },
      },
      dhcp: { leaseTime: 10, poolLeaseTime: 10, conflictCheck: true },
      nodes: { n1: { hwaddr: KNOWN, address: '10.77.0.11/24' } },
    });
  });

  afterAll(() => cleanup.run());

  async function plugged(network: Network, name: string, mac?: string): Promise<Client> {
    const client = await network.addClient(name, mac === undefined ? {} : { mac });
    cleanup.of(client);
    return client;
  }

  it('systemd-networkd gets and renews the address of its node', async () => {
    const networkd = cleanup.of(await networkdOn(await plugged(boot, 'networkd', KNOWN)));
    expect(networkd.address).toBe('10.77.0.11');
    await networkd.process.waitForOutput(RENEWED, WAIT);
    expect(networkd.process.output).not.toContain('NAK');
  });

  it('systemd-networkd and dhclient get and renew addresses of two networks at once', async () => {
    const dhclient = cleanup.of(await dhclientOn(await plugged(boot, 'two-a')));
    const running = dhclient.start();
    const networkd = cleanup.of(await networkdOn(await plugged(other, 'two-b')));
    await running.waitForOutput('TOLD BOUND', WAIT);
    const [bound] = toldIn(running.output, 'BOUND');
    expect(bound).toMatchObject({ serverid: '10.77.0.1', ntp: '10.77.0.1' });
    expect(bound?.ip).toMatch(/^10\.77\.0\.1\d\d$/);
    expect(networkd.address).toMatch(/^10\.78\.0\.1\d\d$/);
    await running.waitForOutput('TOLD RENEW', WAIT);
    expect(toldIn(running.output, 'RENEW')[0]?.ip).toBe(bound?.ip);
    await networkd.process.waitForOutput(RENEWED, WAIT);
    await running.stop();
  });

  it('dhclient gets the address in its lease file again when it starts anew, and gives it back', async () => {
    const client = await plugged(boot, 'reboot');
    const dhclient = cleanup.of(await dhclientOn(client));
    const first = dhclient.start();
    // Said once the lease is in its file.
    await first.waitForOutput('bound to', WAIT);
    const [bound] = toldIn(first.output, 'BOUND');
    await first.stop();
    const second = dhclient.start();
    await second.waitForOutput('TOLD REBOOT', WAIT);
    expect(toldIn(second.output, 'REBOOT')[0]?.ip).toBe(bound?.ip);
    expect(second.output).not.toContain('DHCPDISCOVER');
    await dhclient.release();
    const released: unknown = expect.stringMatching(
      new RegExp(`"${client.mac}","address":"${bound?.ip ?? ''}".*"released"`),
    );
    await expect.poll(() => site.leases(), { timeout: 60_000 }).toContainEqual(released);
  });

  it('systemd-networkd and dhclient get and renew addresses through a relay', async () => {
    const networkd = cleanup.of(await networkdOn(await plugged(far, 'far-a')));
    expect(networkd.address).toMatch(/^10\.79\.0\.1\d\d$/);
    const client = await plugged(far, 'far-b');
    const dhclient = cleanup.of(await dhclientOn(client));
    const running = dhclient.start();
    await running.waitForOutput('TOLD BOUND', WAIT);
    await client.exec('ip', ['route', 'add', 'default', 'via', '10.79.0.254']);
    const [bound] = toldIn(running.output, 'BOUND');
    expect(bound?.ip).toMatch(/^10\.79\.0\.1\d\d$/);
    await running.waitForOutput('TOLD RENEW', WAIT);
    expect(toldIn(running.output, 'RENEW')[0]?.ip).toBe(bound?.ip);
    await networkd.process.waitForOutput(RENEWED, WAIT);
    await running.stop();
  });

  it('udhcpc gets another address than one of the pool that a machine took by itself', async () => {
    await plugged(boot, 'squatter').then((client) =>
      client.exec('ip', ['address', 'add', '10.77.0.150/24', 'dev', client.interface]),
    );
    const told = await busybox.once(await plugged(boot, 'polite'), ['-r', '10.77.0.150']);
    expect(told?.ip).toMatch(/^10\.77\.0\.1\d\d$/);
    expect(told?.ip).not.toBe('10.77.0.150');
    expect(await site.leases()).toContainEqual(expect.stringMatching(/"address":"10\.77\.0\.150".*"declined"/));
  });
});
