import { encodeTftp, type TftpPacket } from '@muster/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, type Bench, bench, bytesRoute, clientSocket, content, fetchFile } from '../support.ts';

const BYTES = content(200_000);

describe('the server in single-port mode', () => {
  let at: Bench;
  afterEach(() => at.server.close());

  async function serve(options = {}): Promise<void> {
    at = await bench(
      { routes: [bytesRoute('/file', BYTES)] },
      { singlePort: true, transfersPerClient: 100, ...options },
    );
  }

  it.each([
    ['in lockstep', {}],
    ['in windows', { blksize: '1468', windowsize: '16' }],
    ['in windows of smaller blocks', { blksize: '700', windowsize: '8' }],
  ])('sends everything from the port it listens on, %s', async (_how, options) => {
    await serve();
    const ports = new Set<number>();
    const all = await Promise.all(
      Array.from({ length: 10 }, () => fetchFile(at.port, 'file', { options, hears: (from) => ports.add(from.port) })),
    );
    expect(all.every(({ bytes }) => bytes.equals(BYTES))).toBe(true);
    expect([...ports]).toEqual([at.port]);
  });

  it('sends from ports of their own without it', async () => {
    await serve({ singlePort: false });
    const ports = new Set<number>();
    await fetchFile(at.port, 'file', { hears: (from) => ports.add(from.port) });
    expect(ports.has(at.port)).toBe(false);
    expect(ports.size).toBe(1);
  });

  it('survives loss', async () => {
    await serve();
    let count = 0;
    const loses = (): boolean => ++count % 17 === 0;
    const options = { blksize: '1468', windowsize: '4' };
    expect((await fetchFile(at.port, 'file', { options, loses, patience: 50 })).bytes.equals(BYTES)).toBe(true);
  });

  it('drops what belongs to no transfer, and takes no transfer for another', async () => {
    await serve();
    const stranger = await clientSocket();
    const send = (packet: TftpPacket): void => {
      stranger.send(encodeTftp(packet), at.port, ADDRESS);
    };
    const fetched = fetchFile(at.port, 'file', {
      hears: () => {
        send({ op: 'ACK', block: 7 });
        send({ op: 'ERROR', code: 0, message: 'stop' });
      },
    });
    expect((await fetched).bytes.equals(BYTES)).toBe(true);
    expect(at.server.dropped.get('not-a-request')).toBeGreaterThan(100);
    stranger.close();
  });
});
