import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNetwork, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { toldIn, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { serveSite } from './helpers/dhcp-site.ts';
import { DHCRELAY, DNSMASQ_RELAY, relayedNetwork } from './helpers/relayed-network.ts';

/** Server 10.77.0.1 — relay 10.77.0.2 | 10.78.0.254 — clients on 10.78.0.0/24, where the server has no address. */
describe.each([DNSMASQ_RELAY, DHCRELAY])('DHCP through a relay agent ($program)', (agent) => {
  const cleanup = new Cleanup();
  let near: Network;
  let far: Network;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    near = cleanup.of(await createNetwork({ name: 'near', cidr: '10.77.0.0/24' }));
    far = await relayedNetwork(near, agent);
    await serveSite(cleanup, near.namespace, {
      networks: {
        near: { cidr: '10.77.0.0/24', address: '10.77.0.1', pool: '10.77.0.100-10.77.0.199' },
        far: { cidr: '10.78.0.0/24', address: '10.77.0.1', pool: '10.78.0.100-10.78.0.199', gateway: '10.78.0.254' },
      },
      dhcp: { poolLeaseTime: 10 },
    });
  });

  afterAll(() => cleanup.run());

  it('gives an address of the network the relay is on, and renews it without the relay', async () => {
    const client = await far.addClient('c1');
    const running = await busybox.keep(client);
    const [bound] = toldIn(running.output, 'bound');
    expect(bound).toMatchObject({ serverid: '10.77.0.1', router: '10.78.0.254' });
    expect(bound?.ip).toMatch(/^10\.78\.0\.1\d\d$/);
    await client.exec('ip', ['route', 'add', 'default', 'via', '10.78.0.254']);
    await running.waitForOutput('TOLD renew', { timeoutMs: 20_000 });
    expect(toldIn(running.output, 'renew')[0]?.ip).toBe(bound?.ip);
    await running.stop();
    await client.close();
  });

  it('still gives an address of its own network to a machine that needs no relay', async () => {
    const client = await near.addClient('c2');
    expect((await busybox.once(client))?.ip).toMatch(/^10\.77\.0\.1\d\d$/);
    await client.close();
  });
});
