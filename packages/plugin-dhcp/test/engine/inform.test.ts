import { MessageType, OPTIONS, readOption } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, clientMessage, KNOWN_MAC, number, yiaddr } from '../support.ts';

describe('clients that do not ask for a lease', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  it('get options at the address they have, and no lease (INFORM)', async () => {
    const [heard] = await at.ask(clientMessage({ type: MessageType.INFORM, ciaddr: '10.0.0.50' }));
    expect(heard).toMatchObject({ network: 'cluster', address: '10.0.0.50', port: 68 });
    const message = heard?.message ?? clientMessage({});
    expect(readOption(message, OPTIONS.messageType)).toBe(MessageType.ACK);
    expect(message.yiaddr).toBe(0);
    expect(message.options.has(OPTIONS.leaseTime.code)).toBe(false);
    expect(readOption(message, OPTIONS.routers)).toEqual([number('10.0.0.254')]);
    expect([...at.leases.values()]).toEqual([]);
  });

  it('get no answer at an address that is not on our networks', async () => {
    expect(await at.ask(clientMessage({ type: MessageType.INFORM, ciaddr: '192.0.2.7' }))).toEqual([]);
    expect(await at.ask(clientMessage({ type: MessageType.INFORM }))).toEqual([]);
  });

  it('are answered at the address they have, through a relay too and when they name it by sending from it alone', async () => {
    const relayed = { ciaddr: '10.0.0.50', giaddr: '10.0.0.2' };
    const [past] = await at.ask(clientMessage({ type: MessageType.INFORM, ...relayed }));
    expect(past).toMatchObject({ address: '10.0.0.50', port: 68 });
    const [bare] = await at.ask(clientMessage({ type: MessageType.INFORM }), { remoteAddress: '10.0.0.51' });
    expect(bare).toMatchObject({ address: '10.0.0.51', port: 68 });
    expect(await at.ask(clientMessage({ type: MessageType.INFORM, giaddr: '10.0.0.2' }))).toEqual([]);
  });

  it('get their fixed address by plain BOOTP, without the options of DHCP', async () => {
    const [heard] = await at.ask(clientMessage({ mac: KNOWN_MAC }));
    expect(yiaddr(heard)).toBe('10.0.0.11');
    const ofDhcp = [51, 53, 54, 58, 59].filter((code) => heard?.message.options.has(code));
    expect(ofDhcp).toEqual([]);
    expect(heard).toMatchObject({ address: '255.255.255.255' });
    const [configured] = await at.ask(clientMessage({ mac: KNOWN_MAC, ciaddr: '10.0.0.11' }));
    expect(configured).toMatchObject({ address: '10.0.0.11', port: 68 });
    const [spoofed] = await at.ask(clientMessage({ mac: KNOWN_MAC, ciaddr: '10.0.0.12' }));
    expect(spoofed).toMatchObject({ address: '255.255.255.255' });
    expect(await at.ask(clientMessage({}))).toEqual([]);
  });

  it('get nothing for a message type nobody knows', async () => {
    expect(await at.ask(clientMessage({ type: 13 }))).toEqual([]);
    expect(at.engine.dropped.get('unknown-type')).toBe(1);
  });
});
