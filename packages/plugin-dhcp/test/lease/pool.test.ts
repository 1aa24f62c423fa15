import { describe, expect, it } from 'vitest';
import type { Lease } from '../../src/lease/lease.ts';
import { LeaseTable } from '../../src/lease/lease-table.ts';
import { Pool } from '../../src/lease/pool.ts';
import { networksOf, type ServedNetwork } from '../../src/network.ts';

const NETWORK = networksOf({
  networks: { n: { cidr: '10.0.0.0/24', address: '10.0.0.1', pool: '10.0.0.10-10.0.0.13' } },
}).list[0];
const FIRST = 0x0a00000a;
const nobody = (): boolean => false;

function poolWith(...leases: Lease[]): Pool {
  const table = new LeaseTable();
  for (const lease of leases) table.put(lease);
  return new Pool(NETWORK as ServedNetwork, table);
}

function lease(client: string, address: number, expires: number): Lease {
  return { client, address, network: 'n', expires, state: 'bound' };
}

describe('a pool', () => {
  it('gives the address whose lease ran out first when none is fresh', () => {
    const pool = poolWith(
      lease('a', FIRST, 400),
      lease('b', FIRST + 1, 100),
      lease('c', FIRST + 2, 300),
      lease('d', FIRST + 3, 200),
    );
    expect(pool.offer('x', undefined, nobody, 1000)).toBe(FIRST + 1);
  });

  it('prefers an address nobody had to one that ran out', () => {
    const pool = poolWith(lease('a', FIRST, 1), lease('b', FIRST + 1, 1), lease('c', FIRST + 3, 1));
    for (const client of ['x', 'x', 'x']) expect(pool.offer(client, undefined, nobody, 1000)).toBe(FIRST + 2);
  });

  it('gives a client its old address although the lease ran out', () => {
    const pool = poolWith(lease('a', FIRST + 2, 1));
    expect(pool.offer('a', undefined, nobody, 1000)).toBe(FIRST + 2);
  });

  it('gives the address asked for when it is free, and another when it is not in the pool', () => {
    expect(poolWith().offer('x', FIRST + 3, nobody, 0)).toBe(FIRST + 3);
    expect(poolWith().offer('x', FIRST + 4, nobody, 0)).toBeLessThan(FIRST + 4);
  });

  it('looks again a second after it was found full, and at once when an address came free', () => {
    const table = new LeaseTable();
    const pool = new Pool(NETWORK as ServedNetwork, table);
    const leases = [0, 1, 2, 3].map((n) => lease(`client ${n}`, FIRST + n, 10_000));
    for (const each of leases) table.put(each);
    expect(pool.offer('x', undefined, nobody, 0)).toBeUndefined();
    table.delete(leases[2] as Lease);
    expect(pool.offer('x', undefined, nobody, 500)).toBeUndefined();
    expect(pool.offer('x', undefined, nobody, 1000)).toBe(FIRST + 2);
    pool.withdraw('x');
    table.put(leases[2] as Lease);
    expect(pool.offer('y', undefined, nobody, 1000)).toBeUndefined();
    table.delete(leases[1] as Lease);
    pool.freed();
    expect(pool.offer('y', undefined, nobody, 1001)).toBe(FIRST + 1);
  });

  it('offers nothing on a network without a pool', () => {
    const bare = networksOf({ networks: { n: { cidr: '10.0.0.0/24', address: '10.0.0.1' } } }).list[0] as ServedNetwork;
    expect(new Pool(bare, new LeaseTable()).offer('x', FIRST, nobody, 0)).toBeUndefined();
  });
});
