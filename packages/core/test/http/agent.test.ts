import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { readCpio } from '@muster/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAC, openSample, type Sample, SECRET } from './sample.ts';

let sample: Sample;
beforeAll(async () => {
  sample = await openSample({ idleTimeout: 300 });
});
afterAll(() => sample.close());

const fetched = (rest: string, init: RequestInit = {}, mac = MAC.n01): Promise<Response> =>
  fetch(`http://127.0.0.1:${sample.port}/v1/agent/${mac}/${rest}`, init);
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const digest = digestOf(`${SECRET} of n01`);

describe('the manifest for an agent', () => {
  it('is given at once to one that has none, for nobody to keep', async () => {
    const answer = await fetched('manifest?v=1');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store, private');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(await answer.text()).toBe(`muster-agent 1\nfile 0600 0 0 ${digest} - - /etc/secret\n`);
  });

  it('keeps one that has it waiting as long as it likes, longer than a connection may be idle, and tells that it is the same', async () => {
    const etag = (await fetched('manifest?v=1')).headers.get('etag') ?? '';
    const answer = await fetched('manifest?v=1', { headers: { 'If-None-Match': etag, Prefer: 'wait=1' } });
    expect(answer.status).toBe(304);
    expect(answer.headers.get('etag')).toBe(etag);
    expect(sample.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is not given in a version that this server does not speak', async () => {
    const answer = await fetched('manifest?v=2');
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('speaks version 1')]);
  });

  it('brings what it is asked to do', async () => {
    const etag = (await fetched('manifest?v=1')).headers.get('etag') ?? '';
    const waiting = fetched('manifest?v=1', { headers: { 'If-None-Match': etag } });
    const word = sample.agents.order('n01', 'diff', AbortSignal.timeout(60_000));
    const answer = await waiting;
    expect(answer.status).toBe(200);
    const [kind, id] = (answer.headers.get('muster-task') ?? '').split(' ');
    expect(kind).toBe('diff');
    const body = 'mode /etc/secret 0644\n';
    expect((await fetched(`report?outcome=unchanged&task=${id}`, { method: 'POST', body })).status).toBe(200);
    expect(await word).toMatchObject({ items: [{ what: 'mode', path: '/etc/secret', detail: '0644' }] });
  });
});

describe('files for an agent', () => {
  it('come by their digests, and no others', async () => {
    const answer = await fetched(`members?digests=${digest},${digestOf('something else')}`);
    const { entries } = readCpio(gunzipSync(Buffer.from(await answer.arrayBuffer())));
    expect(entries.map(({ path, data }) => [path, Buffer.from(data).toString()])).toEqual([
      [digest, `${SECRET} of n01`],
    ]);
  });

  it.each([
    ['members', 400],
    [`members?digests=${digest.toUpperCase()}`, 400],
    [`members?digests=${digest}&format=zip`, 400],
    [`members?digests=${digestOf('something else')}`, 404],
  ])('are not to be had by %s', async (rest, status) => {
    expect((await fetched(rest)).status).toBe(status);
  });
});

describe('the report of an agent', () => {
  it('is a POST of a known outcome, and not endless', async () => {
    expect((await fetched('report?outcome=updated')).status).toBe(405);
    expect((await fetched('report?outcome=updated')).headers.get('allow')).toBe('POST');
    expect((await fetched('report?outcome=great', { method: 'POST' })).status).toBe(400);
    const body = 'x'.repeat(300_000);
    expect((await fetched('report?outcome=updated', { method: 'POST', body })).status).toBe(413);
    expect((await fetched('manifest?v=1', { method: 'POST' })).status).toBe(405);
  });
});

describe('a node that has to prove itself', () => {
  it.each([
    ['manifest?v=1', 'GET'],
    [`members?digests=${digest}`, 'GET'],
    ['report?outcome=updated', 'POST'],
  ])('gets no answer to %s without its token', async (rest, method) => {
    const answer = await fetched(rest, { method }, MAC.n03);
    expect([answer.status, await answer.text()]).toEqual([403, '']);
  });

  it('is none by a MAC address that nobody has', async () => {
    expect((await fetched('manifest?v=1', {}, '52:54:00:ff:ff:ff')).status).toBe(404);
  });
});
