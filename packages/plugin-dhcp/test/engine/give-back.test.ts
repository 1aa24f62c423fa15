import { MessageType } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, clientMessage, KNOWN_MAC, number, SERVER, STRANGER_MAC, yiaddr } from '../support.ts';

const { DISCOVER, REQUEST, RELEASE, DECLINE } = MessageType;
const OTHER_MAC = '52:54:00:00:00:98';

describe('giving an address back', () => {
  let at: Bench;
  let address: string;
  beforeEach(async () => {
    at = await bench();
    const [offer] = await at.ask(clientMessage({ type: DISCOVER }));
    address = yiaddr(offer);
    await at.ask(clientMessage({ type: REQUEST, server: SERVER, wanted: address }));
  });
  afterEach(() => at.close());

  it('frees a released address for others, who ask for it by name', async () => {
    expect(await at.ask(clientMessage({ type: RELEASE, ciaddr: address, server: SERVER }))).toEqual([]);
    expect(at.leases.at(number(address))?.state).toBe('released');
    const [offer] = await at.ask(clientMessage({ type: DISCOVER, mac: OTHER_MAC, wanted: address }));
    expect(yiaddr(offer)).toBe(address);
  });

  it('offers the released address to the same client first', async () => {
    await at.ask(clientMessage({ type: RELEASE, ciaddr: address, server: SERVER }));
    const [offer] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(yiaddr(offer)).toBe(address);
  });

  it('takes a release from the holder only', async () => {
    await at.ask(clientMessage({ type: RELEASE, mac: OTHER_MAC, ciaddr: address, server: SERVER }));
    expect(at.leases.at(number(address))?.state).toBe('bound');
  });

  it.each([RELEASE, DECLINE])('takes nothing back for a program of a user: message type %i', async (type) => {
    const message = clientMessage({ type, ciaddr: address, wanted: address, server: SERVER });
    await at.ask(message, { remoteAddress: address, remotePort: 40_000 });
    expect(at.leases.at(number(address))?.state).toBe('bound');
  });

  it('keeps a declined address from everybody for an hour', async () => {
    await at.ask(clientMessage({ type: DECLINE, wanted: address, server: SERVER }));
    expect(at.leases.at(number(address))).toMatchObject({ state: 'declined', client: STRANGER_MAC });
    const own = await at.ask(clientMessage({ type: DISCOVER, wanted: address }));
    const other = await at.ask(clientMessage({ type: DISCOVER, mac: OTHER_MAC, wanted: address }));
    expect([own, other].map(([heard]) => yiaddr(heard) === address)).toEqual([false, false]);
    at.clock += 3_600_000;
    const [late] = await at.ask(clientMessage({ type: DISCOVER, mac: '52:54:00:00:00:97', wanted: address }));
    expect(yiaddr(late)).toBe(address);
  });

  it('keeps a declined address from everybody when its client has gone on to another one, and declined that too', async () => {
    await at.ask(clientMessage({ type: DECLINE, wanted: address, server: SERVER }));
    const [second] = await at.ask(clientMessage({ type: DISCOVER }));
    await at.ask(clientMessage({ type: DECLINE, wanted: yiaddr(second), server: SERVER }));
    const [third] = await at.ask(clientMessage({ type: DISCOVER }));
    await at.ask(clientMessage({ type: REQUEST, server: SERVER, wanted: yiaddr(third) }));
    const states = [address, yiaddr(second), yiaddr(third)].map((one) => at.leases.at(number(one))?.state);
    expect(states).toEqual(['declined', 'declined', 'bound']);
    expect(at.leases.of('cluster', STRANGER_MAC)?.address).toBe(number(yiaddr(third)));
  });

  it('takes a decline of an address that was offered', async () => {
    const [offer] = await at.ask(clientMessage({ type: DISCOVER, mac: OTHER_MAC }));
    await at.ask(clientMessage({ type: DECLINE, mac: OTHER_MAC, wanted: yiaddr(offer), server: SERVER }));
    expect(at.leases.at(number(yiaddr(offer)))?.state).toBe('declined');
  });

  it('takes no decline of an address the client has nothing to do with', async () => {
    await at.ask(clientMessage({ type: DECLINE, mac: OTHER_MAC, wanted: address, server: SERVER }));
    await at.ask(clientMessage({ type: DECLINE, mac: OTHER_MAC, wanted: '10.0.0.150', server: SERVER }));
    expect([...at.leases.values()].map(({ state }) => state)).toEqual(['bound']);
  });

  it('leaves a node its fixed address when another machine uses it, and says so on the timeline', async () => {
    await at.ask(clientMessage({ type: DECLINE, mac: KNOWN_MAC, wanted: '10.0.0.11', server: SERVER }));
    expect(at.events.at(-1)).toMatchObject({ node: 'n1', stage: 'dhcp', outcome: 'failed' });
    const [offer] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    expect(yiaddr(offer)).toBe('10.0.0.11');
  });
});
