import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARCHIVE, ask, KERNEL, KEY, MAC, openSample, type Sample } from './sample.ts';

let sample: Sample;
beforeAll(async () => {
  sample = await openSample({
    files: (folder) => [{ path: '/ipxe/boot.efi', file: join(folder, 'loaders', 'boot.efi') }],
    routes: [
      {
        path: '/ipxe/:wwid',
        summary: 'script',
        handle: ({ params }) => ({
          status: 200,
          contentType: 'text/plain',
          body: { kind: 'bytes', bytes: Buffer.from(`script ${params.wwid ?? ''}`) },
        }),
      },
    ],
  });
  await mkdir(join(sample.folder, 'loaders'));
  await writeFile(join(sample.folder, 'loaders', 'boot.efi'), 'a loader');
});
afterAll(() => sample.close());

describe('blobs', () => {
  it('may be kept by caches for a year, under a tag that is their digest', async () => {
    const digest = sample.image.kernels[0]?.digest ?? '';
    const { head, body } = await ask(sample.port, `/blobs/sha256/${digest}`);
    expect(body).toEqual(KERNEL);
    expect(head).toContain('Cache-Control: public, max-age=31536000, immutable');
    expect(head).toContain(`ETag: "${digest}"`);
    expect(head).toContain('Accept-Ranges: bytes');
  });

  it('come with the hashes of their chunks', async () => {
    const digest = sample.image.archive?.digest ?? '';
    const { body } = await ask(sample.port, `/blobs/sha256/${digest}/chunks`);
    const blob = (await ask(sample.port, `/blobs/sha256/${digest}`)).body;
    expect(body.toString()).toBe(`${createHash('sha256').update(blob).digest('hex')}\n`);
  });

  it('are answered with 404 for every other name', async () => {
    for (const name of ['0'.repeat(64), 'x', `${'0'.repeat(64)}.chunks`, '%2e%2e']) {
      expect((await ask(sample.port, `/blobs/sha256/${name}`)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("Warewulf's payload routes", () => {
  it("give the node's kernel, and its image with and without gzip", async () => {
    expect((await ask(sample.port, `/kernel/${MAC.n01}`)).body).toEqual(KERNEL);
    const packed = await ask(sample.port, `/image/${MAC.n01}?compress=gz`);
    expect(gunzipSync(packed.body).equals(ARCHIVE)).toBe(true);
    const plain = await ask(sample.port, `/image/${MAC.n01}`);
    expect(plain.head).toContain(`Content-Length: ${ARCHIVE.length}\r\n`);
    expect(plain.body.equals(ARCHIVE)).toBe(true);
  });

  it('take the machine from the query, and old names and /provision for the same things', async () => {
    const dashed = MAC.n01.replaceAll(':', '-').toUpperCase();
    expect((await ask(sample.port, `/kernel?wwid=${dashed}`)).body).toEqual(KERNEL);
    expect((await ask(sample.port, `/provision/${dashed}?stage=kernel`)).body).toEqual(KERNEL);
    expect((await ask(sample.port, `/container/${dashed}?compress=gz`)).status).toBe(200);
    expect((await ask(sample.port, `/provision/${dashed}`)).body.toString()).toBe(`script ${dashed}`);
    const overlay = await ask(sample.port, `/overlay-system/${dashed}`);
    expect(overlay.body.toString()).toBe('system overlay of n01');
    expect((await ask(sample.port, `/provision/${dashed}?stage=constructor`)).status).toBe(400);
  });

  it("see to it that a booting node's host keys are there, and nobody else's", async () => {
    await ask(sample.port, `/system/${MAC.n01}`);
    await ask(sample.port, '/system/52:54:00:00:00:99');
    await ask(sample.port, `/system/${MAC.n02}`);
    expect(new Set(sample.keyed)).toEqual(new Set(['n01']));
  });

  it('answer 400 without a machine, 404 for strangers, and say why an image is missing', async () => {
    expect((await ask(sample.port, '/kernel')).status).toBe(400);
    const stranger = await ask(sample.port, '/kernel/52:54:00:00:00:99');
    expect([stranger.status, stranger.body.toString()]).toEqual([404, 'no node has 52:54:00:00:00:99\n']);
    const unbuilt = await ask(sample.port, `/image/${MAC.n03}`);
    expect(unbuilt.status).toBe(404);
    expect(unbuilt.body.toString()).toContain('image unbuilt of node n03 does not exist');
  });

  it('answer 404 for forms that do not exist', async () => {
    expect((await ask(sample.port, `/kernel/${MAC.n01}?compress=gz`)).status).toBe(404);
    expect((await ask(sample.port, `/image/${MAC.n01}?compress=xz`)).status).toBe(404);
    expect((await ask(sample.port, `/initramfs/${MAC.n01}`)).status).toBe(404);
  });

  it('want the asset key of nodes that have one, a token besides for what holds secrets, and say nothing without', async () => {
    for (const family of ['kernel', 'image', 'system', 'runtime']) {
      const refused = await ask(sample.port, `/${family}/${MAC.n02}`);
      expect([refused.status, refused.body.length]).toEqual([401, 0]);
      expect((await ask(sample.port, `/${family}/${MAC.n02}?assetkey=wrong`)).status).toBe(401);
      const known = await ask(sample.port, `/${family}/${MAC.n02}?assetkey=${KEY}`);
      const isPublic = family === 'kernel' || family === 'image';
      expect(known.status).toBe(isPublic ? 200 : 403);
      expect(known.body.length > 0).toBe(isPublic);
    }
  });
});

describe('overlays', () => {
  it('are rendered for the node, with or without gzip, and kept by nobody', async () => {
    const plain = await ask(sample.port, `/runtime/${MAC.n01}`);
    expect(plain.body.toString()).toBe('runtime overlay of n01');
    expect(plain.head).toContain('Cache-Control: no-store, private');
    const packed = await ask(sample.port, `/runtime/${MAC.n01}?compress=gz`);
    expect(gunzipSync(packed.body).toString()).toBe('runtime overlay of n01');
  });
});

describe('files of plugins', () => {
  it('are served under their own path, and nothing beside them', async () => {
    expect((await ask(sample.port, '/ipxe/boot.efi')).body.toString()).toBe('a loader');
    expect((await ask(sample.port, '/loaders/boot.efi')).status).toBe(404);
  });
});

describe('the timeline', () => {
  it('has begin and end of a download with bytes, stage and node', async () => {
    const done = sample.next((event) => event.stage === 'image' && event.outcome === 'done');
    await ask(sample.port, `/image/${MAC.n01}`);
    await done;
    const events = sample.timeline
      .of('n01')
      .filter(({ stage }) => stage === 'image')
      .slice(-2);
    expect(events.map(({ outcome }) => outcome)).toEqual(['started', 'done']);
    expect(events[1]).toMatchObject({ bytes: ARCHIVE.length, by: 'core', mac: MAC.n01, address: '127.0.0.1' });
  });

  it('knows whose blob it was by the address', async () => {
    sample.timeline.record({ time: 0, stage: 'dhcp', outcome: 'done', by: 'test', node: 'n01', address: '127.0.0.1' });
    const done = sample.next((event) => event.stage === 'kernel' && event.mac === undefined);
    await ask(sample.port, `/blobs/sha256/${sample.image.kernels[0]?.digest ?? ''}`);
    expect(await done).toMatchObject({ stage: 'kernel', node: 'n01' });
  });

  it('holds a boot for over when the machine says that it is up', async () => {
    sample.sessions.sight({ step: 'firmware', time: Date.now(), node: 'n01', mac: MAC.n01, proven: true });
    expect(sample.sessions.of('n01')?.state).toBe('open');
    expect((await ask(sample.port, `/v1/report/${MAC.n01}?stage=up`)).status).toBe(200);
    expect(sample.sessions.of('n01')?.state).toBe('up');
  });

  it('takes down what a machine reports of itself', async () => {
    const reported = sample.next((event) => event.by === 'node');
    const answer = await ask(sample.port, `/v1/report/${MAC.n01}?stage=init&outcome=failed&detail=no%20disk`);
    expect(answer.status).toBe(200);
    expect(await reported).toMatchObject({ node: 'n01', stage: 'init', outcome: 'failed', detail: 'no disk' });
    expect((await ask(sample.port, `/v1/report/${MAC.n01}?stage=A%20b`)).status).toBe(400);
    expect((await ask(sample.port, `/v1/report/${MAC.n01}?stage=up&outcome=great`)).status).toBe(400);
    expect((await ask(sample.port, '/v1/report/x?stage=up')).status).toBe(400);
  });
});

describe('for people', () => {
  it('there is a ping and a line at the root', async () => {
    expect((await ask(sample.port, '/v1/ping')).body.toString()).toBe('{"ok":true}\n');
    expect((await ask(sample.port, '/')).body.toString()).toContain('Muster');
  });
});

describe('a refusal', () => {
  it('is told in log and timeline with its code, and to the machine not at all', async () => {
    const failed = sample.next((event) => event.node === 'n02' && event.stage === 'system');
    const { body, head } = await ask(sample.port, `/system/${MAC.n02}?assetkey=${KEY}&token=AAAA`);
    expect(body).toHaveLength(0);
    expect(head).not.toContain('TOKEN');
    expect(await failed).toMatchObject({ outcome: 'failed', code: 'TOKEN_MALFORMED', address: '127.0.0.1' });
    const line = sample.lines.at(-1);
    expect(line).toMatchObject({ level: 'warn', message: expect.stringContaining('TOKEN_MALFORMED') as string });
    expect(line?.message).not.toContain('AAAA');
    expect(line?.message).not.toContain(KEY);
  });

  it('of another machine than the node is marked as a stranger’s, as is whatever else it fetches in the node’s name', async () => {
    for (const [stage, outcome] of [
      ['system', 'failed'],
      ['image', 'done'],
      ['kernel', 'failed'],
    ] as const) {
      const told = sample.next((event) => event.node === 'n04' && event.stage === stage);
      await ask(sample.port, `/${stage}/${MAC.n04}${stage === 'kernel' ? '?compress=gz' : ''}`);
      expect(await told).toMatchObject({ outcome, address: '127.0.0.1', stranger: true });
    }
    expect(sample.timeline.boots.of('n04')).toEqual([]);
  });

  it('is what somebody gets who reports on another machine’s boot', async () => {
    expect((await ask(sample.port, `/v1/report/${MAC.n03}?stage=up`)).status).toBe(403);
    expect(sample.timeline.of('n03').filter(({ stage }) => stage === 'up')).toEqual([]);
  });
});
