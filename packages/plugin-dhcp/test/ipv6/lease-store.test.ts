import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lease6, lease6Line, parseLease6Line } from '../../src/ipv6/lease.ts';
import { journal6File, LeaseStore6, readLeases6 } from '../../src/ipv6/lease-store.ts';
import { serverDuid } from '../../src/ipv6/server-duid.ts';

const LEASE: Lease6 = {
  client: '52:54:00:00:00:01',
  iaid: 7,
  address: 'fd00:1::11',
  network: 'cluster',
  expires: 2000,
  state: 'bound',
  hostname: 'n1',
};

describe('what the DHCPv6 server keeps on disk', () => {
  let state: string;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'muster-dhcp6-'));
  });
  afterEach(() => rm(state, { recursive: true }));

  it('are leases, which are there again after a crash that tore the last line', async () => {
    const store = await LeaseStore6.open(journal6File(state), 1000);
    await store.commit({ ...LEASE, expires: 1500 });
    await store.commit(LEASE);
    await store.close();
    await appendFile(journal6File(state), lease6Line(LEASE).slice(0, 20));
    const again = await LeaseStore6.open(journal6File(state), 1000);
    expect(again.at('fd00:1::11')).toEqual(LEASE);
    await again.close();
    expect(await readFile(journal6File(state), 'utf8')).toBe(lease6Line(LEASE));
  });

  it('are no leases that have run out', async () => {
    const store = await LeaseStore6.open(journal6File(state), 1000);
    await store.commit(LEASE);
    await store.close();
    await (await LeaseStore6.open(journal6File(state), 3000)).close();
    expect(await readLeases6(journal6File(state))).toEqual([]);
  });

  it('are lines that are read as they were written, and nothing else', () => {
    expect(parseLease6Line(lease6Line(LEASE))).toEqual(LEASE);
    const wrong = { client: 1, iaid: 'a', address: 'FD00::1', network: 0, expires: 'x', state: 'lost', hostname: null };
    for (const [key, value] of Object.entries(wrong)) {
      expect(parseLease6Line(JSON.stringify({ ...LEASE, [key]: value }))).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(parseLease6Line(line)).toBeUndefined();
      }),
    );
  });

  it('is an identifier that stays', async () => {
    const made = await serverDuid(state);
    expect(Buffer.from(made).toString('hex')).toMatch(/^0004[0-9a-f]{32}$/);
    expect(Buffer.compare(await serverDuid(state), made)).toBe(0);
  });

  it('has an error of its own where it cannot be kept', async () => {
    await appendFile(join(state, 'dhcp'), 'a file where the folder has to be');
    await expect(serverDuid(state)).rejects.toMatchObject({ code: 'DHCP_DUID_UNUSABLE' });
  });
});
