import type { DhcpOptionSettings, NetworkConfig } from '@muster/core';
import { type DhcpMessage, MessageType, OPTIONS, readOption } from '@muster/wire';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  bench,
  clientMessage,
  KNOWN_MAC,
  NETWORKS,
  number,
  pxeOptions,
  SERVER,
  snapshotOf,
} from '../support.ts';

const { DISCOVER, INFORM } = MessageType;
const address = (text: string): Uint8Array => OPTIONS.requestedAddress.type.encode(number(text));
const list = (...codes: number[]): [number, Uint8Array] => [55, Uint8Array.from(codes)];

describe('the options of the site', () => {
  let at: Bench;
  afterEach(() => at.close());

  async function serve(network: DhcpOptionSettings, node?: DhcpOptionSettings): Promise<void> {
    const networkConfig: Record<string, NetworkConfig> = {
      cluster: { cidr: '10.0.0.0/24', address: SERVER, ...NETWORKS.cluster, dhcpOptions: network },
    };
    at = await bench({}, { networkConfig });
    const devices = { default: { hwaddr: KNOWN_MAC, address: '10.0.0.11/24' } };
    at.snapshot = snapshotOf({ n1: { devices, ...(node === undefined ? {} : { dhcpOptions: node }) } }, networkConfig);
  }

  async function offered(mac: string | undefined, options: readonly [number, Uint8Array][]): Promise<DhcpMessage> {
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, options, ...(mac === undefined ? {} : { mac }) }));
    if (heard === undefined) throw new Error('no offer came');
    return heard.message;
  }

  it('are told to who asks for them, and to who sends no list', async () => {
    await serve({ 'ntp-servers': '10.0.0.5', 252: 'wpad' });
    expect((await offered(undefined, [list(42)])).options.get(42)).toEqual(address('10.0.0.5'));
    expect((await offered(undefined, [list(1, 3)])).options.has(42)).toBe(false);
    expect((await offered(undefined, [])).options.get(252)).toEqual(new Uint8Array(Buffer.from('wpad')));
  });

  it('are told to everybody where the site says so', async () => {
    await serve({ 43: { value: 'hex:01:02', always: true } });
    expect((await offered(undefined, [list(3)])).options.get(43)).toEqual(Uint8Array.of(1, 2));
  });

  it('of a node stand over those of its network, and take away with null', async () => {
    await serve(
      { 'ntp-servers': '10.0.0.5', 'log-servers': '10.0.0.6', 252: { value: 'x', always: true } },
      { 42: '10.0.0.7', 'log-servers': null, 252: null, routers: null },
    );
    const told = (await offered(KNOWN_MAC, [])).options;
    expect(told.get(42)).toEqual(address('10.0.0.7'));
    expect([3, 7, 252].map((code) => told.has(code))).toEqual([false, false, false]);
    const stranger = (await offered(undefined, [list(42, 7, 3)])).options;
    expect([...stranger.keys()].slice(-4)).toEqual([42, 7, 3, 252]);
    expect(stranger.get(42)).toEqual(address('10.0.0.5'));
  });

  it('stand over what fields of the network say', async () => {
    await serve({ routers: ['10.0.0.253', '10.0.0.252'] });
    expect(readOption(await offered(undefined, []), OPTIONS.routers)).toEqual(['10.0.0.253', '10.0.0.252'].map(number));
  });

  it('come in the order of the list, and fall away from its end where there is no room', async () => {
    await serve({
      'domain-search': Array.from({ length: 9 }, (_, index) => `rack${index}.long.name.of.a.cluster.test`),
    });
    const roomy = await offered(undefined, [list(119, 6, 3, 15)]);
    expect([...roomy.options.keys()].slice(-5)).toEqual([1, 119, 6, 3, 15]);
    at.clock += 60_000;
    await at.close();
    await serve({
      'domain-search': Array.from({ length: 9 }, (_, index) => `rack${index}.long.name.of.a.cluster.test`),
      'root-path': 'r'.repeat(150),
    });
    const tight = (await offered(undefined, [list(17, 6, 3, 119)])).options;
    expect([17, 6, 3, 119].map((code) => tight.has(code))).toEqual([true, true, true, false]);
  });

  it('split and overloaded are what the site wrote (RFC 3396)', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `rack${index}.long.name.of.the.cluster.test`);
    await serve({ 'domain-search': names });
    const told = await offered(undefined, [list(119)]);
    expect(readOption(told, OPTIONS.domainSearch)).toEqual(names);
  });

  it('have no router beside classless routes for who asks for both (RFC 3442)', async () => {
    await serve({ 'classless-static-routes': ['10.1.0.0/16 via 10.0.0.253', 'default via 10.0.0.254'] });
    const both = (await offered(undefined, [list(3, 121)])).options;
    expect([3, 121].map((code) => both.has(code))).toEqual([false, true]);
    const old = (await offered(undefined, [list(3)])).options;
    expect([3, 121].map((code) => old.has(code))).toEqual([true, false]);
  });

  it('are told in answer to INFORM as well', async () => {
    await serve({ 'ntp-servers': '10.0.0.5' });
    const [heard] = await at.ask(clientMessage({ type: INFORM, ciaddr: '10.0.0.50', options: [list(42)] }));
    expect(heard?.message.options.get(42)).toEqual(address('10.0.0.5'));
  });

  it('hold the TFTP server for firmware that asks for option 150 (RFC 5859), unless the site names another', async () => {
    await serve({});
    const asks = [...pxeOptions(0), list(66, 67, 150)];
    expect((await offered(KNOWN_MAC, asks)).options.get(150)).toEqual(address(SERVER));
    await at.close();
    await serve({}, { 'tftp-server-address': '10.0.0.9' });
    expect((await offered(KNOWN_MAC, asks)).options.get(150)).toEqual(address('10.0.0.9'));
    expect((await offered(KNOWN_MAC, pxeOptions(0))).options.has(150)).toBe(true);
  });

  it('never stand in the way of what iPXE is told: there is no proxy offer to wait for', async () => {
    await serve({});
    const ipxe: [number, Uint8Array][] = [...pxeOptions(7), [175, Uint8Array.of(0x15, 1, 1)]];
    expect((await offered(KNOWN_MAC, ipxe)).options.get(175)).toEqual(Uint8Array.of(0xb0, 1, 1));
    expect((await offered(KNOWN_MAC, pxeOptions(7))).options.has(175)).toBe(false);
  });
});
