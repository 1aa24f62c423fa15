import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpClient, type HttpRead } from '../../src/firmware/http-client.ts';

const GOOD = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('the HTTP client of fake machines', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.close();
  });

  /** What comes of reading `path` from a server that answers with these very octets, then closes. */
  async function read(answer: string, path = '/x', facts: Partial<HttpRead> = {}) {
    server = createServer((socket) => {
      socket.once('data', () => socket.end(answer));
    });
    const listening = server;
    await new Promise<void>((resolve) => {
      listening.listen(0, '127.0.0.1', resolve);
    });
    const address = listening.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const client = new HttpClient('127.0.0.9', 'iPXE/1.0.0');
    const url = `http://127.0.0.1:${address.port}${path}`;
    const meter = { bytes: 0, retries: 0 };
    try {
      return await client.read(url, { stage: 'image', keep: true, ...facts }, new AbortController().signal, meter);
    } finally {
      client.close();
    }
  }

  it('takes a whole body whose digest its URL names', async () => {
    const answer = await read('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc', `/blobs/sha256/${GOOD}?mac=x`);
    expect(answer).toEqual({ status: 200, bytes: 3, body: Buffer.from('abc') });
  });

  it('takes a status for an answer, whatever the digest', async () => {
    const answer = await read('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno', `/blobs/sha256/${GOOD}`);
    expect(answer.status).toBe(404);
  });

  it.each([
    ['a body with another digest', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabd', 'digest-mismatch'],
    ['a body that ends early', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc', 'http-short'],
    ['no length', 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc', 'http-no-length'],
    ['a length that GRUB cannot find', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc', 'http-no-length'],
    ['a chunked body', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', 'http-no-length'],
    ['a connection that closes', '', 'http-unreachable'],
  ])('refuses %s', async (_what, answer, code) => {
    await expect(read(answer, `/blobs/sha256/${GOOD}`)).rejects.toMatchObject({ code, stage: 'image' });
  });

  it('says when its machine has an address that this host does not own', async () => {
    const client = new HttpClient('198.51.100.7', 'iPXE/1.0.0');
    const meter = { bytes: 0, retries: 0 };
    await expect(
      client.read('http://127.0.0.1:9/', { stage: 'script' }, new AbortController().signal, meter),
    ).rejects.toMatchObject({ code: 'address-missing' });
    client.close();
  });
});
