import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../src/engine/exchange.ts';
import { TransactionMemory } from '../../src/engine/transaction-memory.ts';
import { networksOf } from '../../src/network.ts';
import { clientMessage, KNOWN_MAC, NETWORKS, snapshotOf } from '../support.ts';

const [network] = networksOf({ networks: NETWORKS }).list;
const BOOT = { bootFile: { file: 'x.efi' }, siaddr: 0, file: 'x.efi', options: new Map<number, Uint8Array>() };
const snapshot = snapshotOf();

function exchange(xid: number, now: number): Exchange {
  const arrival = { remoteAddress: '0.0.0.0', remotePort: 68 };
  const message = clientMessage({ xid });
  return {
    message,
    type: 1,
    arrival,
    snapshot,
    now,
    client: KNOWN_MAC,
    mac: KNOWN_MAC,
    host: undefined,
    clientClass: undefined,
    link: 0,
  };
}

describe('TransactionMemory', () => {
  it('forgets the oldest transaction when a storm opens more than ten thousand', () => {
    const memory = new TransactionMemory();
    if (network === undefined) throw new Error('the networks of the tests are empty');
    for (let xid = 0; xid <= 10_000; xid += 1) memory.remember(exchange(xid, 1000), network, BOOT);
    expect(memory.size).toBe(10_000);
    expect(memory.take(exchange(0, 1000), network)).toBeUndefined();
    expect(memory.take(exchange(1, 1000), network)).toBe(BOOT);
  });

  it('lets go of what has run out when the next transaction comes', () => {
    const memory = new TransactionMemory();
    if (network === undefined) throw new Error('the networks of the tests are empty');
    for (let xid = 0; xid < 100; xid += 1) memory.remember(exchange(xid, 1000), network, BOOT);
    memory.remember(exchange(100, 60_000), network, BOOT);
    expect(memory.size).toBe(1);
  });

  it('gives an answer once', () => {
    const memory = new TransactionMemory();
    if (network === undefined) throw new Error('the networks of the tests are empty');
    memory.remember(exchange(1, 1000), network, BOOT);
    expect(memory.take(exchange(1, 1000), network)).toBe(BOOT);
    expect(memory.take(exchange(1, 1000), network)).toBeUndefined();
  });
});
