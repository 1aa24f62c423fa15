import {
  BROADCAST_FLAG,
  formatIPv4,
  MessageType,
  OPTIONS,
  RelayAgentSuboption,
  readOption,
  writeOption,
} from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  bench,
  clientMessage,
  KNOWN_MAC,
  NETWORKS,
  pxeOptions,
  snapshotOf,
  STRANGER_MAC,
  yiaddr,
} from '../support.ts';

const DISCOVER = MessageType.DISCOVER;

describe('DISCOVER', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  it('offers a node its fixed address, on its own network only', async () => {
    const heard = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ network: 'cluster', address: '255.255.255.255', port: 68 });
    expect(yiaddr(heard[0])).toBe('10.0.0.11');
  });

  it('offers a stranger an address of the pool on every network, each with its own server identifier', async () => {
    const heard = await at.ask(clientMessage({ type: DISCOVER }));
    expect(heard.map(({ network }) => network)).toEqual(['cluster', 'ipmi']);
    const servers = heard.map(({ message }) => formatIPv4(readOption(message, OPTIONS.serverIdentifier) ?? 0));
    expect(servers).toEqual(['10.0.0.1', '10.1.0.1']);
    expect(yiaddr(heard[0])).toMatch(/^10\.0\.0\.1\d\d$/);
    expect(yiaddr(heard[1])).toMatch(/^10\.1\.0\.10\d$/);
  });

  it('answers the same when asked again, now and after a restart', async () => {
    const first = await at.ask(clientMessage({ type: DISCOVER }));
    const again = await at.ask(clientMessage({ type: DISCOVER }));
    const other = await bench();
    const restarted = await other.ask(clientMessage({ type: DISCOVER }));
    await other.close();
    expect(again).toEqual(first);
    expect(restarted).toEqual(first);
  });

  it('commits nothing', async () => {
    await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    await at.ask(clientMessage({ type: DISCOVER }));
    expect([...at.leases.values()]).toEqual([]);
    expect(at.events).toEqual([]);
  });

  it('offers no two strangers the same address', async () => {
    const given = new Set<string>();
    for (let host = 0; host < 100; host += 1) {
      const mac = `52:54:00:00:02:${host.toString(16).padStart(2, '0')}`;
      const [heard] = await at.ask(clientMessage({ type: DISCOVER, mac }));
      given.add(yiaddr(heard));
    }
    expect(given.size).toBe(100);
  });

  it('gives no answer when the pool is exhausted, and one again when an offer was not taken up', async () => {
    for (let host = 0; host < 10; host += 1) {
      await at.ask(clientMessage({ type: DISCOVER, mac: `52:54:00:00:03:0${host}`, giaddr: '10.1.0.2' }));
    }
    const late = clientMessage({ type: DISCOVER, mac: '52:54:00:00:03:ff', giaddr: '10.1.0.2' });
    expect(await at.ask(late)).toEqual([]);
    expect(at.engine.dropped.get('pool-exhausted')).toBe(1);
    at.clock += 60_000;
    expect(await at.ask(late)).toHaveLength(1);
  });

  it('never offers the address of a node, of the gateway or of the server', async () => {
    const pool = '10.0.0.1-10.0.0.12';
    const tight = {
      cluster: { ...NETWORKS.cluster, cidr: '10.0.0.0/28', address: '10.0.0.1', gateway: '10.0.0.2', pool },
    };
    const small = await bench({}, { networkConfig: tight });
    const given: string[] = [];
    for (let host = 0; host < 12; host += 1) {
      const [heard] = await small.ask(clientMessage({ type: DISCOVER, mac: `52:54:00:00:04:0${host.toString(16)}` }));
      if (heard !== undefined) given.push(yiaddr(heard));
    }
    await small.close();
    const allowed = [3, 4, 5, 6, 7, 8, 9, 10, 12].map((last) => `10.0.0.${last}`);
    expect(given.toSorted()).toEqual(allowed.toSorted());
  });

  it('leaves strangers alone when told to ignore them', async () => {
    const strict = await bench({ unknown: 'ignore' });
    expect(await strict.ask(clientMessage({ type: DISCOVER }))).toEqual([]);
    expect(await strict.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }))).toHaveLength(1);
    expect(strict.engine.dropped.get('unknown-machine')).toBe(1);
    await strict.close();
  });

  it('knows a node by its UUID while its device has no hardware address', async () => {
    const uuid = '4c4c4544-0000-4000-8000-525400123456';
    at.snapshot = snapshotOf({ n7: { devices: { default: { address: '10.0.0.17/24' } }, uuid } });
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, options: pxeOptions(7) }));
    expect(yiaddr(heard)).toBe('10.0.0.17');
  });

  it('answers by the registry that is current when the packet comes', async () => {
    await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    at.snapshot = snapshotOf({ n1: { devices: { default: { hwaddr: KNOWN_MAC, address: '10.0.0.12/24' } } } });
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    expect(yiaddr(heard)).toBe('10.0.0.12');
  });

  it('answers a relay on the network of giaddr, by unicast, with option 82 as it came', async () => {
    const message = clientMessage({ type: DISCOVER, giaddr: '10.1.0.2' });
    writeOption(
      message,
      OPTIONS.relayAgentInformation,
      new Map([[RelayAgentSuboption.circuitId, Buffer.from('port-7')]]),
    );
    const heard = await at.ask(message, { remoteAddress: '10.1.0.2', remotePort: 67 });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ network: 'ipmi', address: '10.1.0.2', port: 67 });
    expect(heard[0]?.message.options.get(82)).toEqual(message.options.get(82));
  });

  it('takes the network from link selection when a relay sends it (RFC 3527)', async () => {
    const message = clientMessage({ type: DISCOVER, giaddr: '192.0.2.1' });
    const link = new Map([[RelayAgentSuboption.linkSelection, OPTIONS.requestedAddress.type.encode(0x0a010005)]]);
    writeOption(message, OPTIONS.relayAgentInformation, link);
    const heard = await at.ask(message);
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ network: 'ipmi', address: '192.0.2.1' });
  });

  it('gives no answer to a relay on a network that is not served', async () => {
    expect(await at.ask(clientMessage({ type: DISCOVER, giaddr: '192.0.2.1' }))).toEqual([]);
    expect(at.engine.dropped.get('unserved-network')).toBe(1);
  });

  it('gives a node of another network an address of the pool where it is now', async () => {
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, giaddr: '10.1.0.2' }));
    expect(yiaddr(heard)).toMatch(/^10\.1\.0\.10\d$/);
    expect(readOption(heard?.message ?? clientMessage({}), OPTIONS.hostName)).toBe('n1');
  });

  it('serves a network it has no address on through relays only', async () => {
    const remote = { far: { cidr: '10.9.0.0/24', address: '10.0.0.1', pool: '10.9.0.10-10.9.0.20' } };
    const server = await bench({}, { networkConfig: { ...NETWORKS, ...remote } });
    const direct = await server.ask(clientMessage({ type: DISCOVER }));
    const relayed = await server.ask(clientMessage({ type: DISCOVER, giaddr: '10.9.0.1' }));
    await server.close();
    expect(direct.map(({ network }) => network)).toEqual(['cluster', 'ipmi']);
    expect(relayed.map(({ network }) => network)).toEqual(['far']);
  });

  it('copies what the client said of itself', async () => {
    const options: [number, Uint8Array][] = [[61, Uint8Array.of(1, 2, 3)]];
    const message = clientMessage({
      type: DISCOVER,
      mac: STRANGER_MAC,
      xid: 0xdeadbeef,
      flags: BROADCAST_FLAG,
      options,
    });
    const [heard] = await at.ask(message);
    expect(heard?.message).toMatchObject({ xid: 0xdeadbeef, flags: BROADCAST_FLAG, chaddr: message.chaddr });
    expect(heard?.message.options.get(61)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
