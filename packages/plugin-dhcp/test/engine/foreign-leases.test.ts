import { MessageType, OPTIONS, readOption } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, clientMessage, type Heard, KNOWN_MAC, NETWORKS, SERVER, yiaddr } from '../support.ts';

const { DISCOVER, REQUEST, NAK } = MessageType;
const types = (heard: readonly Heard[]): (number | undefined)[] =>
  heard.map(({ message }) => readOption(message, OPTIONS.messageType));

describe('a lease that another server gave', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
    // The client was here before, so it is known.
    const [offer] = await at.ask(clientMessage({ type: DISCOVER }));
    await at.ask(clientMessage({ type: REQUEST, server: SERVER, wanted: yiaddr(offer) }));
  });
  afterEach(() => at.close());

  it.each([
    ['starts again', { wanted: '10.0.0.50' }],
    ['rebinds', { ciaddr: '10.0.0.50' }],
  ])('is not refused when its client %s, although we have met it', async (_, facts) => {
    expect(await at.ask(clientMessage({ type: REQUEST, ...facts }))).toEqual([]);
    expect(await at.ask(clientMessage({ type: REQUEST, mac: KNOWN_MAC, ...facts }))).toEqual([]);
    expect(at.engine.dropped.get('not-our-lease')).toBe(2);
  });

  it('is refused by the one who is authoritative', async () => {
    const strict = await bench({ authoritative: true });
    expect(types(await strict.ask(clientMessage({ type: REQUEST, wanted: '10.0.0.50' })))).toEqual([NAK]);
    await strict.close();
  });

  it('is left alone on the network of a relay that is not served, even by the one who is authoritative', async () => {
    const strict = await bench({ authoritative: true });
    const facts = { type: REQUEST, giaddr: '192.0.2.1', wanted: '192.0.2.50' };
    expect(await strict.ask(clientMessage(facts))).toEqual([]);
    await strict.close();
  });
});

describe('a client that was carried to another network', () => {
  it('is refused the address it had, when it rebinds through the relay there', async () => {
    const at = await bench();
    const [offer] = await at.ask(clientMessage({ type: DISCOVER, giaddr: '10.0.0.2' }));
    await at.ask(clientMessage({ type: REQUEST, giaddr: '10.0.0.2', server: SERVER, wanted: yiaddr(offer) }));
    const moved = await at.ask(clientMessage({ type: REQUEST, giaddr: '10.1.0.2', ciaddr: yiaddr(offer) }));
    expect(types(moved)).toEqual([NAK]);
    expect(moved[0]).toMatchObject({ network: 'ipmi', address: '10.1.0.2', port: 67 });
    const stayed = await at.ask(clientMessage({ type: REQUEST, giaddr: '10.0.0.2', ciaddr: yiaddr(offer) }));
    expect(types(stayed)).toEqual([MessageType.ACK]);
    await at.close();
  });

  it('keeps it where networks share a wire', async () => {
    const { cluster, ipmi } = NETWORKS;
    if (cluster === undefined || ipmi === undefined) throw new Error('no networks');
    const at = await bench({}, { networkConfig: { cluster, ipmi: { ...ipmi, shared: true } } });
    const [offer] = await at.ask(clientMessage({ type: DISCOVER, giaddr: '10.0.0.2' }));
    await at.ask(clientMessage({ type: REQUEST, giaddr: '10.0.0.2', server: SERVER, wanted: yiaddr(offer) }));
    const rebound = await at.ask(clientMessage({ type: REQUEST, giaddr: '10.1.0.2', ciaddr: yiaddr(offer) }));
    expect(types(rebound)).toEqual([MessageType.ACK]);
    await at.close();
  });
});
