import { MessageType } from '@muster/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, bench, clientMessage, KNOWN_MAC, NETWORKS, number, SERVER, yiaddr } from '../support.ts';

const { DISCOVER, REQUEST } = MessageType;

describe('the conflict check', () => {
  let at: Bench;
  let asked: string[];
  let taken: Set<string>;
  afterEach(() => at.close());

  async function serve(pool = '10.0.0.100-10.0.0.199'): Promise<void> {
    asked = [];
    taken = new Set();
    const cluster = { cidr: '10.0.0.0/24', address: SERVER, pool };
    const ping = (address: string): Promise<boolean> => {
      asked.push(address);
      return Promise.resolve(taken.has(address));
    };
    at = await bench({}, { networkConfig: { cluster: { ...NETWORKS.cluster, ...cluster } }, ping });
  }

  it('asks once for an address before it is offered', async () => {
    await serve();
    const [first] = await at.ask(clientMessage({ type: DISCOVER }));
    const [again] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(asked).toEqual([yiaddr(first)]);
    expect(yiaddr(again)).toBe(yiaddr(first));
  });

  it('sets an address aside that something answers at, for an hour, and offers another', async () => {
    await serve('10.0.0.100-10.0.0.101');
    const [usual] = await at.ask(clientMessage({ type: DISCOVER }));
    at.clock += 60_000;
    taken.add(yiaddr(usual));
    const [other] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(yiaddr(other)).not.toBe(yiaddr(usual));
    expect(at.leases.at(number(yiaddr(usual)))).toMatchObject({ state: 'declined' });
    await at.ask(clientMessage({ type: REQUEST, server: SERVER, wanted: yiaddr(other) }));
    const stranger = clientMessage({ type: DISCOVER, mac: '52:54:00:00:00:98', wanted: yiaddr(usual) });
    expect(await at.ask(stranger)).toEqual([]);
    at.clock += 3_600_000;
    taken.clear();
    expect(yiaddr((await at.ask(stranger))[0])).toBe(yiaddr(usual));
  });

  it('gives up after three, and the client asks again', async () => {
    await serve();
    for (let last = 100; last < 200; last += 1) taken.add(`10.0.0.${last}`);
    expect(await at.ask(clientMessage({ type: DISCOVER }))).toEqual([]);
    expect(asked).toHaveLength(3);
    expect(at.engine.dropped.get('address-conflict')).toBe(1);
  });

  it('asks neither for the address of a node nor for the one its client holds', async () => {
    await serve();
    await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC }));
    expect(asked).toEqual([]);
    const [offer] = await at.ask(clientMessage({ type: DISCOVER }));
    await at.ask(clientMessage({ type: REQUEST, server: SERVER, wanted: yiaddr(offer) }));
    at.clock += 60_000;
    taken.add(yiaddr(offer));
    const [rebooted] = await at.ask(clientMessage({ type: DISCOVER }));
    expect(yiaddr(rebooted)).toBe(yiaddr(offer));
    expect(asked).toEqual([yiaddr(offer)]);
  });
});
