import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lease, leaseLine, parseLeaseLine } from '../../src/lease/lease.ts';
import { LeaseStore, readLeases } from '../../src/lease/lease-store.ts';

const NOW = 1_800_000_000_000;

function lease(client: string, address: number, more: Partial<Lease> = {}): Lease {
  return { client, address, network: 'cluster', expires: NOW + 1000, state: 'bound', ...more };
}

describe('the lease store', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-leases-'));
    file = join(folder, 'leases.journal');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has every committed lease again after it is opened anew', async () => {
    const store = await LeaseStore.open(file, NOW);
    const leases = [lease('a', 1), lease('b', 2, { hostname: 'b' }), lease('c', 3, { state: 'declined' })];
    for (const each of leases) await store.commit(each);
    // Not closed: as after a kill.
    const again = await LeaseStore.open(file, NOW);
    expect([...again.values()]).toEqual(leases);
    await store.close();
    await again.close();
  });

  it('holds one lease for a client on a network and one for an address', async () => {
    const store = await LeaseStore.open(file, NOW);
    await store.commit(lease('a', 1));
    await store.commit(lease('a', 2));
    await store.commit(lease('b', 2));
    await store.commit(lease('b', 9, { network: 'other' }));
    expect([...store.values()]).toEqual([lease('b', 2), lease('b', 9, { network: 'other' })]);
    expect(store.of('cluster', 'a')).toBeUndefined();
    await store.close();
    expect(await readLeases(file)).toEqual([lease('b', 2), lease('b', 9, { network: 'other' })]);
  });

  it('writes a journal of current leases only when it is opened', async () => {
    const store = await LeaseStore.open(file, NOW);
    for (let round = 0; round < 50; round += 1) await store.commit(lease('a', 1, { expires: NOW + round }));
    await store.close();
    await (await LeaseStore.open(file, NOW)).close();
    expect(await readFile(file, 'utf8')).toBe(leaseLine(lease('a', 1, { expires: NOW + 49 })));
  });

  it('forgets clients that have not been back for a month', async () => {
    await writeFile(file, leaseLine(lease('old', 1, { expires: NOW - 31 * 86_400_000 })) + leaseLine(lease('new', 2)));
    const store = await LeaseStore.open(file, NOW);
    expect([...store.values()].map(({ client }) => client)).toEqual(['new']);
    await store.close();
  });

  it('goes on from a torn last line', async () => {
    const store = await LeaseStore.open(file, NOW);
    await store.commit(lease('a', 1));
    await store.close();
    await appendFile(file, leaseLine(lease('b', 2)).slice(0, 20));
    const again = await LeaseStore.open(file, NOW);
    expect(again.damaged).toBe(1);
    expect([...again.values()]).toEqual([lease('a', 1)]);
    await again.commit(lease('c', 3));
    await again.close();
    expect(await readLeases(file)).toEqual([lease('a', 1), lease('c', 3)]);
  });

  it('loses nothing but the last line wherever a crash cuts the journal', async () => {
    const leases = ['a', 'b', 'c', 'd'].map((client, index) => lease(client, index));
    const whole = leases.map(leaseLine).join('');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        await writeFile(file, whole);
        await truncate(file, length);
        const complete = whole.slice(0, length).split('\n').length - 1;
        const found = await readLeases(file);
        expect(found.length).toBeGreaterThanOrEqual(complete);
        expect(found).toEqual(leases.slice(0, found.length));
      }),
      { numRuns: 200 },
    );
  });

  it('says what to do when the journal cannot be opened', async () => {
    await expect(LeaseStore.open(join(file, 'x'), NOW)).resolves.toBeDefined();
    await writeFile(join(folder, 'plain'), '');
    const failure = LeaseStore.open(join(folder, 'plain', 'leases.journal'), NOW);
    await expect(failure).rejects.toMatchObject({ code: 'DHCP_JOURNAL_UNUSABLE' });
  });
});

describe('a line of the journal', () => {
  it('gives the lease it was made of', () => {
    const one = lease('52:54:00:00:00:01', 0x0a000001, { hostname: 'naïve "name"\n' });
    expect(parseLeaseLine(leaseLine(one).trimEnd())).toEqual(one);
    expect(leaseLine(one).split('\n')).toHaveLength(2);
  });

  it('is refused unless it is a lease', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseLeaseLine(line)).toBeUndefined();
      }),
    );
    expect(
      parseLeaseLine('{"client":"a","address":"10.0.0.300","network":"n","expires":1,"state":"bound"}'),
    ).toBeUndefined();
    expect(
      parseLeaseLine('{"client":"a","address":"10.0.0.3","network":"n","expires":1,"state":"lost"}'),
    ).toBeUndefined();
  });
});
