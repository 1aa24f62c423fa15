import { once } from 'node:events';
import { open, readdir, readlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MusterError } from '../../src/errors/index.ts';
import { type Route, type ServedFile, textReply } from '../../src/route/index.ts';
import { ask, KERNEL, openSample, type Sample, sendRaw } from './sample.ts';

const routes: readonly Route[] = [
  { path: '/text', summary: 'text', handle: () => textReply(200, 'hello\n') },
  { path: '/broken', summary: 'throws', handle: () => Promise.reject(new Error('detail of /etc/shadow')) },
  {
    path: '/faulty',
    summary: 'throws a known error',
    handle: () => {
      throw new MusterError({ code: 'SAMPLE_FAULT', sentence: 'secret detail', remedy: 'none', plugin: 'sample' });
    },
  },
  {
    path: '/facts/:wwid',
    summary: 'facts of the request',
    handle: ({ boot }) => textReply(200, JSON.stringify({ ...boot, time: 0, remotePort: 0 })),
  },
  {
    path: '/gone',
    summary: 'a file that is not there',
    handle: () => ({ status: 200, contentType: 'x/y', body: { kind: 'file', file: '/nonexistent/file', size: 3 } }),
  },
];

const files = (folder: string): ServedFile[] => [{ path: '/big', file: join(folder, 'big') }];

async function truncate({ folder }: Sample, name: string, size: number): Promise<void> {
  const handle = await open(join(folder, name), 'w');
  await handle.truncate(size);
  await handle.close();
}

let sample: Sample;
beforeAll(async () => {
  sample = await openSample({ routes, files });
  await truncate(sample, 'big', 256 * 1024 * 1024);
});
afterAll(() => sample.close());

describe('answers on the wire', () => {
  it('have a length, a type and names in title case, and neither chunks nor a Server header', async () => {
    const { head, body } = await ask(sample.port, '/text');
    expect(head).toContain('\r\nContent-Length: 6\r\n');
    expect(head).toContain('\r\nContent-Type: text/plain; charset=utf-8\r\n');
    expect(head).not.toMatch(/transfer-encoding|server:/i);
    for (const line of head.split('\r\n').slice(1)) expect(line).toMatch(/^(?:[A-Z][a-z]*-?)+: /);
    expect(body.toString()).toBe('hello\n');
  });

  it('to HEAD have the same head as to GET and no body', async () => {
    for (const target of ['/text', `/blobs/sha256/${sample.image.kernels[0]?.digest ?? ''}`]) {
      const get = await ask(sample.port, target);
      const head = await ask(sample.port, target, [], 'HEAD');
      const without = (text: string): string => text.replace(/\r\nDate: [^\r]*/, '');
      expect(without(head.head)).toBe(without(get.head));
      expect(head.body).toHaveLength(0);
      expect(get.body.length).toBeGreaterThan(0);
    }
  });

  it('do not depend on the Host header, which UEFI sends without port', async () => {
    const answer = await sendRaw(
      sample.port,
      'GET http://elsewhere:99/text HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(answer.status).toBe(200);
  });

  it('reach HTTP/1.0 clients, and the connection is closed after them', async () => {
    const answer = await sendRaw(sample.port, 'GET /text HTTP/1.0\r\n\r\n');
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe('hello\n');
  });

  it('follow each other on one connection', async () => {
    const one = 'GET /text HTTP/1.1\r\nHost: x\r\n\r\n';
    const answer = await sendRaw(
      sample.port,
      `${one}${one}${one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}`,
    );
    expect(answer.body.toString().match(/hello/g)).toHaveLength(3);
  });

  it('treat repeated slashes as one, as shim needs', async () => {
    expect((await ask(sample.port, '//text')).status).toBe(200);
  });

  it('refuse bad encoding and dot segments with 400 and unknown paths with 404', async () => {
    expect((await ask(sample.port, '/%zz')).status).toBe(400);
    expect((await ask(sample.port, '/a/../text')).status).toBe(400);
    expect((await ask(sample.port, '/%2e%2e/text')).status).toBe(400);
    expect((await ask(sample.port, '/a%00b')).status).toBe(400);
    expect((await ask(sample.port, '/nothing')).body.toString()).toBe('nothing is served under this path\n');
  });

  it('refuse other methods with 405, bodies unread', async () => {
    const answer = await ask(sample.port, '/text', ['Content-Length: 1000000'], 'POST');
    expect(answer.status).toBe(405);
    expect(answer.head).toContain('Allow: GET, HEAD');
    expect((await ask(sample.port, '/text', [], 'DELETE')).status).toBe(405);
  });

  it('refuse what is no HTTP with 400 and oversized heads with 431', async () => {
    expect((await sendRaw(sample.port, 'nonsense\r\n\r\n')).status).toBe(400);
    expect((await ask(sample.port, '/text', [`X-Long: ${'x'.repeat(20_000)}`])).status).toBe(431);
    expect((await ask(sample.port, `/${'x'.repeat(9000)}`)).status).toBe(414);
  });

  it('tell the code of a failure alone and log the rest with plugin and route', async () => {
    const broken = await ask(sample.port, '/broken');
    expect(broken.status).toBe(500);
    expect(broken.body.toString()).toBe('the server failed with INTERNAL; its log says more\n');
    const faulty = await ask(sample.port, '/faulty');
    expect(faulty.body.toString()).toBe('the server failed with SAMPLE_FAULT; its log says more\n');
    const line = sample.lines.find(({ message }) => message.startsWith('GET /faulty'));
    expect(line).toMatchObject({ level: 'error', fields: { plugin: 'sample', route: '/faulty', status: 500 } });
  });

  it('say 404 for a file that vanished', async () => {
    expect((await ask(sample.port, '/gone')).status).toBe(404);
  });
});

describe('the facts of a request', () => {
  it('come from path and query, MACs and UUIDs in one spelling', async () => {
    const target = '/facts/52-54-00-AB-CD-EF?uuid=4C4C4544-0000-4000-8000-000000000001&asset=A1&serial=S1&assetkey=k';
    expect(JSON.parse((await ask(sample.port, target)).body.toString())).toEqual({
      door: 'http',
      time: 0,
      remoteAddress: '127.0.0.1',
      remotePort: 0,
      localAddress: '127.0.0.1',
      mac: '52:54:00:ab:cd:ef',
      uuid: '4c4c4544-0000-4000-8000-000000000001',
      assetTag: 'A1',
      serial: 'S1',
      assetKey: 'k',
      network: 'lab',
    });
  });

  it('are logged without proofs, however their keys are spelled', async () => {
    await ask(sample.port, '/facts/x?asset%6Bey=sesame-1&token=sesame-2&stage=s');
    const line = sample.lines.find(({ message }) => message.includes('stage=s'));
    expect(line?.message).toBe('GET /facts/x?assetkey=***&token=***&stage=s 200');
    expect(JSON.stringify(sample.lines)).not.toContain('sesame-');
  });
});

describe('files', () => {
  const target = (): string => `/blobs/sha256/${sample.image.kernels[0]?.digest ?? ''}`;

  it('are sent in ranges with 206, and 416 beyond their end', async () => {
    const part = await ask(sample.port, target(), ['Range: bytes=4-9']);
    expect(part.status).toBe(206);
    expect(part.head).toContain(`Content-Range: bytes 4-9/${KERNEL.length}`);
    expect(part.body.toString()).toBe('kernel');
    expect((await ask(sample.port, target(), ['Range: bytes=-6'])).body.toString()).toBe(' image');
    const beyond = await ask(sample.port, target(), ['Range: bytes=9999-']);
    expect(beyond.status).toBe(416);
    expect(beyond.head).toContain(`Content-Range: bytes */${KERNEL.length}`);
  });

  it('are not sent again to a cache that has them, and ranges only of the same content', async () => {
    const etag = `"${sample.image.kernels[0]?.digest ?? ''}"`;
    const cached = await ask(sample.port, target(), [`If-None-Match: "other", ${etag}`]);
    expect(cached.status).toBe(304);
    expect(cached.body).toHaveLength(0);
    expect((await ask(sample.port, target(), ['Range: bytes=0-1', `If-Range: ${etag}`])).status).toBe(206);
    expect((await ask(sample.port, target(), ['Range: bytes=0-1', 'If-Range: "other"'])).status).toBe(200);
  });
});

describe('a client that goes away', () => {
  const download = 'GET /big HTTP/1.1\r\nHost: x\r\n\r\n';

  it('frees its file and is told in the timeline as a failure', async () => {
    sample.timeline.record({ time: 0, stage: 'dhcp', outcome: 'done', by: 'test', node: 'n01', address: '127.0.0.1' });
    const failed = sample.next((event) => event.outcome === 'failed');
    const socket = connect(sample.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(download);
    await once(socket, 'data');
    socket.destroy();
    expect(await failed).toMatchObject({ node: 'n01', stage: 'boot-file', detail: 'the client closed the connection' });
    expect(await openFilesBelow(sample.folder)).toEqual([]);
  });

  it('or stops reading is cut off after the idle time', async () => {
    const impatient = await openSample({ files, idleTimeout: 200 });
    try {
      await truncate(impatient, 'big', 256 * 1024 * 1024);
      impatient.timeline.record({
        time: 0,
        stage: 'dhcp',
        outcome: 'done',
        by: 'test',
        node: 'n01',
        address: '127.0.0.1',
      });
      const failed = impatient.next((event) => event.outcome === 'failed');
      const socket = connect(impatient.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.pause();
      socket.write(download);
      expect((await failed).detail).toBe('the client closed the connection');
      socket.destroy();
    } finally {
      await impatient.close();
    }
  });
});

/** Files of a folder this process holds open. */
async function openFilesBelow(folder: string): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
  return (await Promise.all(links)).filter((target) => target.startsWith(folder));
}

describe('opening', () => {
  it('names address, port and remedy when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(openSample({ port })).rejects.toMatchObject({
      code: 'HTTP_LISTEN_FAILED',
      sentence: expect.stringContaining(`127.0.0.1 port ${port}`) as string,
      remedy: expect.stringContaining('ss -ltnp') as string,
    });
    other.close();
  });
});
