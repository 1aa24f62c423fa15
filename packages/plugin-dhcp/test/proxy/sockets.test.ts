import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { networksOf } from '../../src/network.ts';
import { openBootServerSockets, openProxySockets } from '../../src/proxy/sockets.ts';
import type { PacketSockets } from '../../src/server/server.ts';

const NETWORKS = networksOf({ networks: { loop: { cidr: '127.79.0.0/16', address: '127.79.0.1' } } });
const RELAYED = networksOf({ networks: { far: { cidr: '192.0.2.0/24', address: '127.79.0.1' } } });

describe('port 67 of a proxy', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const kept = <T extends { close(): unknown }>(one: T): T => {
    open.push(one);
    return one;
  };
  async function socket(port = 0, address = '127.79.0.9'): Promise<Socket> {
    const made = kept(createSocket({ type: 'udp4', reuseAddr: true }));
    made.bind(port, address);
    await once(made, 'listening');
    made.setBroadcast(true);
    return made;
  }
  async function proxy(networks = NETWORKS, heard: string[] = [], clientPort = 68): Promise<PacketSockets> {
    return kept(await openProxySockets(networks, { port: 0, clientPort }, (packet) => heard.push(String(packet))));
  }

  it('hears broadcasts, and leaves what is sent to our address to the other server of this machine', async () => {
    const heard: string[] = [];
    // The other server was there before; of two equals Linux would give everything to the newer one.
    const port = await freePort();
    const server = await socket(port, '0.0.0.0');
    kept(await openProxySockets(NETWORKS, { port, clientPort: 68 }, (packet) => heard.push(String(packet))));
    const answered: string[] = [];
    server.on('message', (packet) => answered.push(String(packet)));
    const machine = await socket();
    machine.send('renew', port, '127.79.0.1');
    machine.send('discover', port, '255.255.255.255');
    await expect.poll(() => answered).toEqual(['renew', 'discover']);
    await expect.poll(() => heard).toEqual(['discover']);
  });

  it('broadcasts from its address on the network', async () => {
    const machine = await socket(0, '0.0.0.0');
    const { port: clientPort } = machine.address();
    const sockets = await proxy(NETWORKS, [], clientPort);
    const offered = once(machine, 'message') as Promise<[Buffer, { address: string; port: number }]>;
    const [network] = NETWORKS.list;
    if (network === undefined) throw new Error('no network');
    sockets.send(network, Buffer.from('offer'), { address: '255.255.255.255', port: clientPort }, () => undefined);
    const [packet, from] = await offered;
    expect(String(packet)).toBe('offer');
    expect(from).toMatchObject({ address: '127.79.0.1', port: sockets.port });
  });

  it('hears relay agents on an address that a network behind them is served from', async () => {
    const heard: string[] = [];
    const sockets = await proxy(RELAYED, heard);
    const relay = await socket();
    relay.send('relayed', sockets.port, '127.79.0.1');
    await expect.poll(() => heard).toEqual(['relayed']);
    const answer = once(relay, 'message');
    const [network] = RELAYED.list;
    if (network === undefined) throw new Error('no network');
    const to = { address: '127.79.0.9', port: relay.address().port };
    sockets.send(network, Buffer.from('offer'), to, () => undefined);
    expect(String((await answer)[0])).toBe('offer');
  });

  it('says who has the port where that one does not share it', async () => {
    const holder = kept(createSocket('udp4'));
    holder.bind(0);
    await once(holder, 'listening');
    const failure = openProxySockets(NETWORKS, { port: holder.address().port, clientPort: 68 }, () => undefined);
    await expect(failure).rejects.toMatchObject({
      code: 'DHCP_PORT_TAKEN',
      remedy: expect.stringContaining('bind-dynamic') as string,
    });
  });

  it('shares port 4011 with nobody', async () => {
    const first = kept(await openBootServerSockets(NETWORKS, await freePort(), () => undefined));
    const second = openBootServerSockets(NETWORKS, first.port, () => undefined);
    await expect(second).rejects.toMatchObject({ code: 'DHCP_PORT_TAKEN' });
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
