import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { secretKey } from '../../src/keystore/index.ts';
import { NODE, type Sessions, sessionsOf, snapshotOf } from './sample.ts';

describe('boots over a restart of the server', () => {
  let state: string;
  let journal: string;
  beforeEach(async () => {
    state = await mkdtemp(path.join(tmpdir(), 'muster-sessions-'));
    journal = path.join(state, 'sessions.ndjson');
  });
  afterEach(() => rm(state, { recursive: true }));

  const opened = async (more: Parameters<typeof sessionsOf>[0] = {}): Promise<Sessions> => {
    const sample = sessionsOf({ journal, key: () => secretKey(state, 'boot-token'), ...more });
    await sample.sessions.open();
    return sample;
  };

  it('go on: the token stays good, a second claim is still refused, and the file is readable by nobody else', async () => {
    const before = await opened();
    const { id } = before.see('firmware', { clientClass: 'bios' });
    const token = before.token();
    before.sessions.check(before.request({ token }), 'n01');
    const after = await opened();
    expect(after.sessions.of('n01')).toMatchObject({ id, claimedBy: NODE.address, pinned: true, clientClass: 'bios' });
    expect(after.sessions.check(after.request({ token }), 'n01')).toMatchObject({ session: { id } });
    expect(after.claim()).toMatchObject({ refused: { code: 'SECOND_CLAIM' } });
    expect((await stat(journal)).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(state, 'keys', 'boot-token.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(journal, 'utf8')).not.toContain(token);
  });

  it('go on with the snapshot they began with where it can be had, and with the current one otherwise, which is noted', async () => {
    const before = await opened();
    before.see('firmware');
    before.token();
    const more = { snapshot: () => snapshotOf(2) };
    const restored = await opened({ ...more, restoreSnapshot: (number) => Promise.resolve(snapshotOf(number)) });
    expect(restored.sessions.pinnedOf('n01')?.snapshot.number).toBe(1);
    const other = await opened(more);
    expect(other.sessions.pinnedOf('n01')).toMatchObject({ snapshotNumber: 2, snapshot: { number: 2 } });
    expect(other.notes).toEqual([expect.stringContaining('goes on with snapshot 2: snapshot 1')]);
  });

  it('keep token and claim of the boot under way when only a DISCOVER came after it', async () => {
    const before = await opened();
    const first = before.see('firmware');
    const token = before.token();
    const second = before.see('firmware');
    const after = await opened();
    expect(after.sessions.of('n01')?.id).toBe(second.id);
    expect(after.sessions.check(after.request({ token }), 'n01')).toMatchObject({ session: { id: first.id } });
  });

  it('survive a torn last line and lines that are no records', async () => {
    const before = await opened();
    const { id } = before.see('firmware');
    await appendFile(journal, 'null\n[]\n{"id":"x"}\n\u0000\u0000\n{"id":"0011223344556677","openedAt":1,"no');
    const after = await opened();
    expect(after.sessions.of('n01')?.id).toBe(id);
    after.see('firmware', { node: 'n02' });
    const again = await opened();
    expect(again.sessions.of('n02')).toBeDefined();
  });

  it('do not let the journal grow without end', async () => {
    const sample = await opened();
    for (let index = 0; index < 12_000; index += 1) {
      sample.see('firmware');
      sample.see('script');
      if (index % 1000 === 0) await new Promise(setImmediate);
    }
    const { id } = sample.see('firmware');
    await sample.sessions.end();
    expect((await readFile(journal, 'utf8')).split('\n').length).toBeLessThan(12_000);
    expect((await opened()).sessions.of('n01')?.id).toBe(id);
  });
});

describe('the key of boot tokens', () => {
  it('is made once, and anew when a crash left a part of it', async () => {
    const state = await mkdtemp(path.join(tmpdir(), 'muster-key-'));
    const key = secretKey(state, 'boot-token');
    expect(key).toHaveLength(32);
    expect(secretKey(state, 'boot-token')).toEqual(key);
    await writeFile(path.join(state, 'keys', 'boot-token.key'), 'short');
    expect(secretKey(state, 'boot-token')).toHaveLength(32);
    await rm(state, { recursive: true });
  });
});
