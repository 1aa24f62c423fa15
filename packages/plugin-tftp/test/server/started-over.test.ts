import { decodeTftp, encodeTftp, type TftpPacket } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADDRESS, type Bench, bench, bytesRoute, clientSocket, content } from '../support.ts';

const PATIENT = { timeout: 30_000 };
const REQUEST: TftpPacket = { op: 'RRQ', filename: 'file', mode: 'octet', options: new Map() };

describe.each([false, true])('a client that asks again from the same port (single-port mode: %s)', (singlePort) => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench({ routes: [bytesRoute('/file', content(5000))] }, { singlePort });
  });
  afterEach(() => at.server.close());

  it('is not answered twice while it is heard of, and gets a new transfer when it was reset', async () => {
    const socket = await clientSocket();
    const blocks: number[] = [];
    const peers: number[] = [];
    socket.on('message', (bytes, from) => {
      const decoded = decodeTftp(bytes);
      if (!decoded.ok || decoded.packet.op !== 'DATA') return;
      blocks.push(decoded.packet.block);
      peers.push(from.port);
    });
    const send = (packet: TftpPacket, port: number): void => {
      socket.send(encodeTftp(packet), port, ADDRESS);
    };
    send(REQUEST, at.port);
    await expect.poll(() => blocks, PATIENT).toContain(1);
    send({ op: 'ACK', block: 1 }, peers[0] ?? 0);
    await expect.poll(() => blocks, PATIENT).toContain(2);
    send(REQUEST, at.port);
    await expect.poll(() => at.server.dropped.get('repeated'), PATIENT).toBe(1);
    // Block 2 goes out again three times.
    await expect.poll(() => blocks.filter((block) => block === 2).length, { timeout: 30_000 }).toBeGreaterThan(3);
    blocks.length = 0;
    send(REQUEST, at.port);
    await expect.poll(() => blocks, PATIENT).toContain(1);
    await at.reported(1);
    expect(at.reports).toMatchObject([{ outcome: { kind: 'failed', reason: 'the client started over' } }]);
    for (let block = 1; block <= 10; block += 1) {
      send({ op: 'ACK', block }, peers.at(-1) ?? 0);
      if (block < 10) await expect.poll(() => blocks, PATIENT).toContain(block + 1);
    }
    await at.reported(2);
    expect(at.reports[1]).toMatchObject({ outcome: { kind: 'done' }, bytes: 5000 });
    expect(at.server.running).toBe(0);
    socket.close();
  });
});
