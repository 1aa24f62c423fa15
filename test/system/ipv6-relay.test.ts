import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, ipv6, labMac, type Network } from '../lab/index.ts';
import { dhclient6 } from './helpers/dhclient6.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { serveSite } from './helpers/dhcp-site.ts';

const MAC = labMac('ipv6 far node');
const RELAY = ipv6.host(0xfe);

/** Server fd77:6c61:6200::1 — relay …::fe | fd00:2::fe — client on fd00:2::/64, where the server has no address. */
describe('DHCPv6 through a relay agent (dnsmasq)', () => {
  const cleanup = new Cleanup();
  let far: Network;
  let relay: Client;

  beforeAll(async () => {
    const near = cleanup.of(await createNetwork({ name: 'near', cidr: '10.77.0.0/24', managedIpv6: true }));
    relay = await near.addClient('relay', { address: '10.77.0.2/24' });
    far = await createNetwork({
      name: 'far',
      cidr: '10.78.0.0/24',
      address: '10.78.0.254',
      namespace: relay.namespace,
    });
    await relay.exec('ip', ['address', 'add', `${RELAY}/64`, 'dev', 'eth0', 'nodad']);
    await relay.exec('ip', ['address', 'add', 'fd00:2::fe/64', 'dev', far.bridge, 'nodad']);
    await near.exec('ip', ['route', 'add', 'fd00:2::/64', 'via', RELAY]);
    const quiet = ['--no-daemon', '--port=0', '--conf-file=/dev/null', '--user=root', '--log-dhcp'];
    const dnsmasq = relay.spawn('dnsmasq', [...quiet, `--dhcp-relay=fd00:2::fe,${ipv6.address}`]);
    await dnsmasq.waitForOutput('DHCP relay from', { timeoutMs: 10_000 });
    const side = { cidr: ipv6.cidr, address: ipv6.address };
    await serveSite(cleanup, near.namespace, {
      networks: {
        near: { cidr: near.cidr, address: near.address, ipv6: side },
        far: { cidr: far.cidr, address: near.address, ipv6: { cidr: 'fd00:2::/64', address: ipv6.address } },
      },
      dhcp: {},
      nodes: { far: { hwaddr: MAC, address6: 'fd00:2::11/64' } },
    });
  });

  afterAll(() => cleanup.run());

  it('gives a node the address it has on the network the relay is on', async () => {
    const client = await far.addClient('c1', { mac: MAC });
    const session = cleanup.of(await dhclient6(client));
    const { addresses, options } = await session.ask();
    expect(addresses).toEqual(['fd00:2::11']);
    expect(options['bootfile-url']).toBe(`tftp://[${ipv6.address}]/boot/uefi-x86_64`);
    await session.release();
  });
});
