import { describe, expect, it } from 'vitest';
import { HeldLeases } from '../../src/session/held-leases.ts';

const MAC = '52:54:00:00:00:01';
const OTHER = '52:54:00:00:00:02';

describe('who holds which address', () => {
  it('is known until the lease is over or given back by its holder', () => {
    const told: unknown[] = [];
    const leases = new HeldLeases(
      (address) => address.startsWith('10.'),
      new Map([['10.0.0.12', { mac: OTHER, until: 50 }]]),
      (...change) => told.push(change),
    );
    expect([leases.holder('10.0.0.12', 49), leases.holder('10.0.0.12', 50)]).toEqual([OTHER, undefined]);
    leases.take('10.0.0.11', MAC, 1000);
    expect([leases.holder('10.0.0.11', 999), leases.holder('10.0.0.11', 1000)]).toEqual([MAC, undefined]);
    leases.giveBack('10.0.0.11', OTHER);
    expect(leases.holder('10.0.0.11', 999)).toBe(MAC);
    leases.giveBack('10.0.0.11', MAC);
    expect(leases.holder('10.0.0.11', 999)).toBeUndefined();
    expect([leases.serves('10.0.0.1'), leases.serves('192.0.2.1')]).toEqual([true, false]);
    expect(told).toEqual([
      ['10.0.0.11', { mac: MAC, until: 1000 }],
      ['10.0.0.11', { mac: MAC, until: 0 }],
    ]);
  });
});
