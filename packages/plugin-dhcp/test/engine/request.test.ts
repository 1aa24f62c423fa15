import { formatIPv4, MessageType, OPTIONS, readOption } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  bench,
  clientMessage,
  type Heard,
  KNOWN_MAC,
  number,
  SERVER,
  snapshotOf,
  STRANGER_MAC,
  yiaddr,
} from '../support.ts';

const { DISCOVER, REQUEST, ACK, NAK } = MessageType;

function type(heard: Heard | undefined): number | undefined {
  return heard && readOption(heard.message, OPTIONS.messageType);
}

describe('REQUEST', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  async function lease(mac: string, server = SERVER): Promise<string> {
    const offers = await at.ask(clientMessage({ type: DISCOVER, mac }));
    const offer = offers.find(({ message }) => readOption(message, OPTIONS.serverIdentifier) === number(server));
    await at.ask(clientMessage({ type: REQUEST, mac, server, wanted: yiaddr(offer) }));
    return yiaddr(offer);
  }

  it('acknowledges the offer of the network the client chose, and commits that lease alone', async () => {
    const address = await lease(STRANGER_MAC, '10.1.0.1');
    expect(address).toMatch(/^10\.1\.0\./);
    const leases = [...at.leases.values()].map(({ network, client, state }) => ({ network, client, state }));
    expect(leases).toEqual([{ network: 'ipmi', client: STRANGER_MAC, state: 'bound' }]);
  });

  it('tells times, mask, routers, names and the server', async () => {
    const [heard] = await at.ask(clientMessage({ type: REQUEST, mac: KNOWN_MAC, server: SERVER, wanted: '10.0.0.11' }));
    const message = heard?.message ?? clientMessage({});
    expect(type(heard)).toBe(ACK);
    expect(readOption(message, OPTIONS.leaseTime)).toBe(3600);
    expect(readOption(message, OPTIONS.renewalTime)).toBe(1800);
    expect(readOption(message, OPTIONS.rebindingTime)).toBe(3150);
    expect(readOption(message, OPTIONS.subnetMask)).toBe(number('255.255.255.0'));
    expect(readOption(message, OPTIONS.routers)).toEqual([number('10.0.0.254')]);
    expect(readOption(message, OPTIONS.domainNameServers)).toEqual([number('10.0.0.1')]);
    expect(readOption(message, OPTIONS.hostName)).toBe('n1');
    expect(readOption(message, OPTIONS.domainName)).toBe('cluster.test');
    expect(readOption(message, OPTIONS.interfaceMtu)).toBe(9000);
    expect(readOption(message, OPTIONS.broadcastAddress)).toBe(number('10.0.0.255'));
    expect(readOption(message, OPTIONS.serverIdentifier)).toBe(number(SERVER));
  });

  it('tells no more than the parameter request list names, but for what every lease needs', async () => {
    const options: [number, Uint8Array][] = [[55, Uint8Array.of(3)]];
    const facts = { type: REQUEST, mac: KNOWN_MAC, server: SERVER, wanted: '10.0.0.11', options };
    const [heard] = await at.ask(clientMessage(facts));
    expect([...(heard?.message.options.keys() ?? [])].toSorted((a, b) => a - b)).toEqual([1, 3, 51, 53, 54, 58, 59]);
  });

  it('puts the acknowledgement on the timeline', async () => {
    await at.ask(clientMessage({ type: REQUEST, mac: KNOWN_MAC, server: SERVER, wanted: '10.0.0.11' }));
    const event = { stage: 'dhcp', outcome: 'done', by: 'dhcp', node: 'n1', mac: KNOWN_MAC, address: '10.0.0.11' };
    expect(at.events).toEqual([{ time: at.clock, ...event }]);
  });

  it('keeps quiet and lets go of its offer when the client chose another server', async () => {
    const [offer] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(await at.ask(clientMessage({ type: REQUEST, server: '10.0.0.2', wanted: '10.0.0.77' }))).toEqual([]);
    const wanted = yiaddr(offer);
    const [other] = await at.ask(clientMessage({ type: DISCOVER, mac: '52:54:00:00:00:98', wanted }));
    expect(yiaddr(other)).toBe(wanted);
  });

  it('refuses an address that is another client’s', async () => {
    const taken = await lease(STRANGER_MAC);
    const [heard] = await at.ask(
      clientMessage({ type: REQUEST, mac: '52:54:00:00:00:98', server: SERVER, wanted: taken }),
    );
    expect(type(heard)).toBe(NAK);
    expect(heard).toMatchObject({ address: '255.255.255.255', port: 68 });
    expect(heard?.message.yiaddr).toBe(0);
    expect(at.leases.at(number(taken))?.client).toBe(STRANGER_MAC);
  });

  it('renews by unicast to the client', async () => {
    const address = await lease(STRANGER_MAC);
    at.clock += 900_000;
    const arrival = { remoteAddress: address, localAddress: number(SERVER) };
    const [heard] = await at.ask(clientMessage({ type: REQUEST, ciaddr: address }), arrival);
    expect(heard).toMatchObject({ network: 'cluster', address, port: 68 });
    expect(type(heard)).toBe(ACK);
    expect(heard?.message.ciaddr).toBe(number(address));
    expect(at.leases.at(number(address))?.expires).toBe(at.clock + 1_800_000);
  });

  it('rebinds by the address the client has, whichever wire it is heard on', async () => {
    const address = await lease(STRANGER_MAC, '10.1.0.1');
    const [heard] = await at.ask(clientMessage({ type: REQUEST, ciaddr: address }));
    expect(heard).toMatchObject({ network: 'ipmi', address });
    expect(type(heard)).toBe(ACK);
  });

  it('confirms the address of a client that starts again', async () => {
    const address = await lease(STRANGER_MAC);
    const [heard] = await at.ask(clientMessage({ type: REQUEST, wanted: address }));
    expect(type(heard)).toBe(ACK);
    expect(yiaddr(heard)).toBe(address);
  });

  it('says nothing about addresses it knows nothing of', async () => {
    for (const wanted of ['10.0.0.150', '10.0.0.77', '192.168.7.7']) {
      expect(await at.ask(clientMessage({ type: REQUEST, wanted }))).toEqual([]);
      expect(await at.ask(clientMessage({ type: REQUEST, ciaddr: wanted }))).toEqual([]);
    }
    expect([...at.leases.values()]).toEqual([]);
  });

  it('refuses what it knows nothing of when it is authoritative', async () => {
    const sole = await bench({ authoritative: true });
    const outside = await sole.ask(clientMessage({ type: REQUEST, wanted: '10.0.0.77' }));
    const elsewhere = await sole.ask(clientMessage({ type: REQUEST, wanted: '192.168.7.7' }));
    const free = await sole.ask(clientMessage({ type: REQUEST, wanted: '10.0.0.150' }));
    await sole.close();
    expect(outside.map(type)).toEqual([NAK]);
    expect(elsewhere.map(({ network }) => network)).toEqual(['cluster', 'ipmi']);
    expect(elsewhere.map(type)).toEqual([NAK, NAK]);
    expect(free.map(type)).toEqual([ACK]);
  });

  it('lets a running machine that was registered keep its pool address, and moves it when it starts again', async () => {
    const address = await lease(STRANGER_MAC);
    at.snapshot = snapshotOf({ n9: { devices: { default: { hwaddr: STRANGER_MAC, address: '10.0.0.19/24' } } } });
    const [renewed] = await at.ask(clientMessage({ type: REQUEST, ciaddr: address }), { localAddress: number(SERVER) });
    expect(type(renewed)).toBe(ACK);
    const [restarted] = await at.ask(clientMessage({ type: REQUEST, wanted: address }));
    expect(type(restarted)).toBe(NAK);
    const [offered] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(yiaddr(offered)).toBe('10.0.0.19');
  });

  it('takes a pool address back when the registry gives it to a node', async () => {
    const address = await lease(STRANGER_MAC);
    at.snapshot = snapshotOf({ n9: { devices: { default: { hwaddr: KNOWN_MAC, address: `${address}/24` } } } });
    const [heard] = await at.ask(clientMessage({ type: REQUEST, ciaddr: address }), { localAddress: number(SERVER) });
    expect(type(heard)).toBe(NAK);
  });

  it('gives a node its new address once the machine that got it from the pool before has given it up', async () => {
    const address = await lease(STRANGER_MAC);
    at.snapshot = snapshotOf({ n9: { devices: { default: { hwaddr: KNOWN_MAC, address: `${address}/24` } } } });
    const discover = clientMessage({ type: DISCOVER, mac: KNOWN_MAC });
    const [early] = await at.ask(discover);
    expect(yiaddr(early)).not.toBe(address);
    const taking = clientMessage({ type: REQUEST, mac: KNOWN_MAC, server: SERVER, wanted: address });
    expect((await at.ask(taking)).map(type)).toEqual([NAK]);
    expect(at.leases.at(number(address))?.client).toBe(STRANGER_MAC);
    at.clock += 1_800_000;
    expect(yiaddr((await at.ask(discover))[0])).toBe(address);
  });

  it('tells of a node that gets another address because its own is still leased to another machine', async () => {
    const address = await lease(STRANGER_MAC);
    at.snapshot = snapshotOf({ n9: { devices: { default: { hwaddr: KNOWN_MAC, address: `${address}/24` } } } });
    const given = await lease(KNOWN_MAC);
    const told = at.events.filter(({ mac }) => mac === KNOWN_MAC);
    expect(told).toMatchObject([
      {
        stage: 'dhcp',
        outcome: 'done',
        node: 'n9',
        address: given,
        detail: `has ${given}, for its address ${address} is leased to ${STRANGER_MAC} until ${new Date(at.clock + 1_800_000).toISOString()}: boot it again after that, or give it another one (muster node set n9 --address ADDRESS)`,
      },
    ]);
    at.clock += 1_800_000;
    expect(await lease(KNOWN_MAC)).toBe(address);
    expect(at.events.at(-1)).not.toHaveProperty('detail');
  });

  it('gives an address to another client only after the lease has run out', async () => {
    const address = await lease(STRANGER_MAC);
    const other = clientMessage({ type: REQUEST, mac: '52:54:00:00:00:98', server: SERVER, wanted: address });
    at.clock += 1_800_000 - 1;
    expect((await at.ask(other)).map(type)).toEqual([NAK]);
    at.clock += 1;
    expect((await at.ask(other)).map(type)).toEqual([ACK]);
    expect(at.leases.of('cluster', STRANGER_MAC)).toBeUndefined();
  });

  it('acknowledges to a relay, and has the relay broadcast a refusal', async () => {
    const facts = { type: REQUEST, giaddr: '10.1.0.2', server: '10.1.0.1' };
    const [granted] = await at.ask(clientMessage({ ...facts, wanted: '10.1.0.103' }));
    expect(granted).toMatchObject({ network: 'ipmi', address: '10.1.0.2', port: 67 });
    const [refused] = await at.ask(clientMessage({ ...facts, wanted: '10.1.0.1' }));
    expect(type(refused)).toBe(NAK);
    expect(refused?.message.flags).toBe(0x8000);
    expect(formatIPv4(refused?.message.giaddr ?? 0)).toBe('10.1.0.2');
  });

  it('keeps a lease under the client identifier when there is no hardware address (RFC 4390)', async () => {
    const message = clientMessage({ type: DISCOVER, options: [[61, Uint8Array.of(0xff, 1, 2)]] });
    const [offer] = await at.ask({ ...message, htype: 32, hlen: 0, chaddr: new Uint8Array(0) });
    const asking = clientMessage({
      type: REQUEST,
      server: SERVER,
      wanted: yiaddr(offer),
      options: [[61, Uint8Array.of(0xff, 1, 2)]],
    });
    await at.ask({ ...asking, htype: 32, hlen: 0, chaddr: new Uint8Array(0) });
    expect([...at.leases.values()].map(({ client }) => client)).toEqual(['id:ff:01:02']);
  });
});
