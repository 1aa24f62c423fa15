import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Route, type RouteRequest, textReply } from '@muster/core';
import { encodeTftp } from '@muster/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, bench, bytesRoute, clientSocket, content, type FetchOptions, fetchFile } from '../support.ts';

const BIG = content(1_200_000);

describe('the TFTP server', () => {
  let folder: string;
  let at: Bench;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-tftp-'));
    await writeFile(join(folder, 'big'), BIG);
    await writeFile(join(folder, 'even'), content(1024));
    await writeFile(join(folder, 'empty'), '');
    await writeFile(join(folder, 'secret'), 'nobody is to see this');
    await symlink(join(folder, 'even'), join(folder, 'link'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => at.server.close());

  async function serve(options = {}, routes: readonly Route[] = []): Promise<void> {
    const names = ['big', 'even', 'empty', 'link', 'missing'];
    const files = names.map((name) => ({ path: `/boot/${name}`, file: join(folder, name) }));
    at = await bench({ routes, files: [...files, { path: '/boot/folder', file: folder }] }, options);
  }

  const fetch = (name: string, how?: FetchOptions) => fetchFile(at.port, name, how);

  it.each([
    ['in lockstep with 512 octets a block', {}],
    ['with larger blocks', { blksize: '1468' }],
    ['with windows', { blksize: '1468', windowsize: '16' }],
    ['with small blocks, so that block numbers wrap', { blksize: '16', windowsize: '64' }],
  ])('sends a file %s', async (_how, options) => {
    await serve();
    expect((await fetch('boot/big', { options })).bytes.equals(BIG)).toBe(true);
  });

  it('streams what the cache has no room for', async () => {
    await serve({ cacheMegabytes: 0 });
    const options = { blksize: '1024', windowsize: '32' };
    expect((await fetch('boot/big', { options })).bytes.equals(BIG)).toBe(true);
  });

  it('ends a file of whole blocks with an empty one, and sends an empty file', async () => {
    await serve();
    expect((await fetch('boot/even')).bytes).toEqual(content(1024));
    expect((await fetch('boot/empty')).bytes).toHaveLength(0);
  });

  it('agrees to what is asked up to its limits, and to nothing that was not asked', async () => {
    await serve();
    const asked = { blksize: '65464', windowsize: '200', timeout: '3', tsize: '0', multicast: '' };
    expect((await fetch('boot/even', { options: asked })).oack).toEqual({
      blksize: '1468',
      windowsize: '64',
      timeout: '3',
      tsize: '1024',
    });
    expect((await fetch('boot/even', { options: { blksize: '7', unknown: '1' } })).oack).toBeUndefined();
  });

  it('takes names as firmware writes them', async () => {
    await serve();
    for (const name of ['/boot/even', '//boot//even', 'boot\\even', '\\boot\\even', './boot/even']) {
      expect((await fetch(name)).bytes).toHaveLength(1024);
    }
  });

  it('takes what stands behind a question mark for the query, as HTTP does', async () => {
    const asked: RouteRequest[] = [];
    const handle: Route['handle'] = (request) => {
      asked.push(request);
      return textReply(200, 'an overlay', { stage: 'system', node: 'n1' });
    };
    await serve({}, [{ path: '/system/:wwid', summary: 'test', handle }]);
    await fetch('system/52:54:00:00:00:01?compress=gz&token=abc.def');
    const expected = { boot: { mac: '52:54:00:00:00:01', token: 'abc.def', door: 'tftp' }, query: { compress: 'gz' } };
    expect(asked).toMatchObject([expected]);
    await at.reported(1);
    expect(at.reports).toMatchObject([{ resolution: { about: { stage: 'system', node: 'n1' } } }]);
  });

  it.each([
    '../secret',
    '..?/boot/even',
    'boot/../../secret',
    '/boot/..\\secret',
    '..',
    'boot/even\u0001',
    'a'.repeat(2000),
  ])('refuses the name %j', async (name) => {
    await serve({}, [bytesRoute('/boot/*', Buffer.from('reached'))]);
    await expect(fetch(name)).rejects.toThrow('2: this name is not allowed');
  });

  it('says what is missing', async () => {
    await serve();
    await expect(fetch('nothing')).rejects.toThrow('1: nothing is served under this name');
    await expect(fetch('secret')).rejects.toThrow('1: nothing is served under this name');
    await expect(fetch('boot/missing')).rejects.toThrow('1: the file is missing on the server');
    await expect(fetch('boot/folder')).rejects.toThrow('1: not a regular file');
  });

  it('refuses text mode and writing in words', async () => {
    await serve();
    await expect(fetch('boot/even', { mode: 'netascii' })).rejects.toThrow(
      '0: mode netascii is not served: use octet (binary) mode',
    );
    const socket = await clientSocket();
    const reply = new Promise<Buffer>((resolve) => socket.once('message', resolve));
    socket.send(encodeTftp({ op: 'WRQ', filename: 'x', mode: 'octet', options: new Map() }), at.port, '127.0.0.1');
    expect([...(await reply)]).toEqual([...encodeTftp({ op: 'ERROR', code: 2, message: 'this server is read-only' })]);
    socket.close();
  });

  it('asks a route with what is known of the client', async () => {
    const seen: RouteRequest[] = [];
    const route: Route = {
      path: '/script/:wwid',
      summary: 'test',
      handle: (request) => {
        seen.push(request);
        return {
          status: 200,
          contentType: 'text/plain',
          body: { kind: 'bytes', bytes: Buffer.from('hello') },
          stage: 'script',
          node: 'n1',
        };
      },
    };
    await serve({}, [route]);
    expect((await fetch('script/52-54-00-00-00-01')).bytes.toString()).toBe('hello');
    expect(seen).toMatchObject([
      {
        transport: 'tftp',
        path: '/script/52-54-00-00-00-01',
        boot: {
          door: 'tftp',
          remoteAddress: '127.0.0.1',
          localAddress: '127.0.0.1',
          network: 'loop',
          mac: '52:54:00:00:00:01',
        },
      },
    ]);
    await at.reported(1);
    expect(at.reports[0]).toMatchObject({
      resolution: { about: { stage: 'script', node: 'n1' } },
      outcome: { kind: 'done' },
      bytes: 5,
    });
  });

  it('turns the status of a route into an ERROR with the first line of its text', async () => {
    const answer =
      (status: number, text: string): Route['handle'] =>
      () => ({
        status,
        contentType: 'text/plain',
        body: { kind: 'bytes', bytes: Buffer.from(text) },
      });
    await serve({}, [
      { path: '/gone', summary: 'test', handle: answer(404, 'no such node\nsecond line') },
      { path: '/secret', summary: 'test', handle: answer(403, 'not for you') },
      { path: '/broken', summary: 'test', handle: () => Promise.reject(new Error('with details')) },
    ]);
    await expect(fetch('gone')).rejects.toThrow(/^1: no such node$/);
    await expect(fetch('secret')).rejects.toThrow('2: not for you');
    await expect(fetch('broken')).rejects.toThrow('0: the server failed; its log says more');
  });

  it('keeps a route of HTTP alone to HTTP', async () => {
    await serve({}, [{ ...bytesRoute('/only/http', Buffer.from('x')), transports: ['http'] }]);
    await expect(fetch('only/http')).rejects.toThrow('1: ');
  });

  it('serves many clients at the same time', async () => {
    await serve({ transfersPerClient: 100 });
    const options = { blksize: '1468', windowsize: '4' };
    const all = await Promise.all(Array.from({ length: 20 }, () => fetch('boot/big', { options })));
    expect(all.every(({ bytes }) => bytes.equals(BIG))).toBe(true);
    await at.reported(20);
    expect(at.server.running).toBe(0);
  });

  it('leaves a client beyond its limit waiting until a place is free', async () => {
    await serve({ transfersPerClient: 2 });
    const options = { blksize: '1468' };
    const all = await Promise.all(Array.from({ length: 6 }, () => fetch('boot/big', { options })));
    expect(all.every(({ bytes }) => bytes.equals(BIG))).toBe(true);
    expect(at.server.dropped.get('client-limit')).toBeGreaterThan(0);
  });

  it('ends when the client only wanted to know the size, as OVMF does', async () => {
    await serve();
    const socket = await clientSocket();
    socket.send(
      encodeTftp({ op: 'RRQ', filename: 'boot/big', mode: 'octet', options: new Map([['tsize', '0']]) }),
      at.port,
      '127.0.0.1',
    );
    socket.once('message', (_packet, from) => {
      socket.send(encodeTftp({ op: 'ERROR', code: 8, message: 'User aborted the transfer' }), from.port, from.address);
    });
    await at.reported(1);
    expect(at.reports[0]?.outcome).toEqual({
      kind: 'aborted',
      code: 8,
      message: 'User aborted the transfer',
      early: true,
    });
    socket.close();
  });

  it('tells running clients when it stops', async () => {
    await serve();
    const running = fetch('boot/big', {
      loses: (packet) => packet.op === 'ACK' && packet.block === 100,
      patience: 60_000,
    });
    const settled = running.catch((error: unknown) => String(error));
    while (at.server.running === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await at.server.close();
    expect(await settled).toBe('Error: 0: the server is stopping');
    expect(at.server.running).toBe(0);
  });
});
