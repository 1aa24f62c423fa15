import { createSocket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import { encodeDhcp, formatIPv4, MessageType, OPTIONS, readOption } from '@muster/wire';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networksOf } from '../../src/network.ts';
import { DhcpSockets, otherListener } from '../../src/server/sockets.ts';
import { clientMessage } from '../support.ts';
import { LOOPBACK, type Loopback, loopback } from './loopback.ts';

const { DISCOVER, REQUEST, ACK } = MessageType;

describe('the DHCP server on its sockets', () => {
  let at: Loopback;
  beforeEach(async () => {
    at = await loopback();
  });
  afterEach(() => at.close());

  async function boot(mac: string, xid: number): Promise<string> {
    const facts = { mac, xid, giaddr: at.relay.address };
    const offer = await at.relay.ask(clientMessage({ ...facts, type: DISCOVER }));
    const wanted = formatIPv4(offer.yiaddr);
    const ack = await at.relay.ask(clientMessage({ ...facts, type: REQUEST, server: '127.77.0.1', wanted }));
    expect(readOption(ack, OPTIONS.messageType)).toBe(ACK);
    expect(formatIPv4(ack.yiaddr)).toBe(wanted);
    return wanted;
  }

  it('gives a lease through a relay', async () => {
    const address = await boot('52:54:00:00:00:01', 1);
    expect(at.events).toMatchObject([{ stage: 'dhcp', outcome: 'done', mac: '52:54:00:00:00:01', address }]);
  });

  it('gives two hundred machines that boot at the same time an address each', async () => {
    const machines = Array.from({ length: 200 }, (_, n) =>
      boot(`52:54:00:01:00:${n.toString(16).padStart(2, '0')}`, n + 1),
    );
    expect(new Set(await Promise.all(machines)).size).toBe(200);
    expect([...at.leases.values()]).toHaveLength(200);
  });

  it('still serves after packets of every kind', async () => {
    const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);
    const seed = encodeDhcp(clientMessage({ type: DISCOVER, giaddr: at.relay.address }));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 900 }), fc.nat(seed.length), async (bytes, kept) => {
        at.relay.send(Buffer.concat([seed.subarray(0, kept), bytes]));
        // Lets the server read: what overflows its socket would test nothing.
        if (kept % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
      }),
      { numRuns },
    );
    await boot('52:54:00:00:00:02', 0x7fffffff);
  }, 600_000);

  it('sees another program on its port, and names it', async () => {
    expect(await otherListener(at.server.port)).toMatch(/ \(pid \d+\)$/);
  });
});

describe('closing the DHCP server', () => {
  it('waits for what is worked on, which still needs the leases', async () => {
    const pings = new EventEmitter();
    let pinged = 0;
    const at = await loopback({}, async (address) => {
      pinged += 1;
      if (pinged > 1) return false;
      const answer = once(pings, 'answer');
      pings.emit('ask', address);
      return (await answer)[0] as boolean;
    });
    const asked = once(pings, 'ask');
    at.relay.send(encodeDhcp(clientMessage({ type: DISCOVER, giaddr: at.relay.address })));
    const [address] = (await asked) as [string];
    let isClosed = false;
    const closed = at.server.close().then(() => {
      isClosed = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    pings.emit('answer', true);
    await closed;
    expect([...at.leases.values()].map((lease) => formatIPv4(lease.address))).toContain(address);
    await at.close();
  });
});

describe('sockets that cannot be opened', () => {
  it('name the address that is missing and the interface it belongs to', async () => {
    const networks = networksOf({
      networks: { far: { cidr: '192.0.2.0/24', address: '192.0.2.1', interface: 'eth7' } },
    });
    const failure = await DhcpSockets.open(networks, 0, () => undefined).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'DHCP_ADDRESS_MISSING',
      sentence: 'no interface of this machine has 192.0.2.1, the server\'s address on network "far"',
      remedy: 'add it (ip address add 192.0.2.1/PREFIX dev eth7), or correct networks.far.address',
    });
  });

  it('name the program that has the port', async () => {
    const holder = createSocket('udp4');
    holder.bind(0, '127.77.0.1');
    await once(holder, 'listening');
    const { port } = holder.address();
    const failure = await DhcpSockets.open(networksOf({ networks: LOOPBACK }), port, () => undefined).catch(
      (error: unknown) => error,
    );
    holder.close();
    expect(failure).toMatchObject({ code: 'DHCP_PORT_TAKEN' });
    expect(String(failure)).toContain(`(pid ${process.pid})`);
  });
});
