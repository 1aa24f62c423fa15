import { encodeTftp, type TftpPacket } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askedPath } from '../../src/server/path.ts';
import { ADDRESS, bench, bytesRoute, clientSocket, content, fetchFile } from '../support.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

const SEEDS: readonly Uint8Array[] = (
  [
    {
      op: 'RRQ',
      filename: 'file',
      mode: 'octet',
      options: new Map([
        ['blksize', '1468'],
        ['tsize', '0'],
        ['windowsize', '8'],
      ]),
    },
    { op: 'RRQ', filename: '../../etc/passwd', mode: 'octet', options: new Map() },
    { op: 'WRQ', filename: 'file', mode: 'octet', options: new Map() },
    { op: 'ACK', block: 0 },
    { op: 'DATA', block: 1, data: content(100) },
    { op: 'ERROR', code: 0, message: 'stop' },
    { op: 'OACK', options: new Map([['blksize', '8']]) },
  ] satisfies TftpPacket[]
).map(encodeTftp);

const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
    fc.option(fc.nat(60), { nil: undefined }),
  )
  .map(([seed, changes, cut]) => {
    const packet = Buffer.from(seed.subarray(0, cut ?? seed.length));
    for (const [offset, value] of changes) if (offset < packet.length) packet[offset] = value;
    return packet;
  });

describe('the server under packets from anywhere', () => {
  it('survives them, sends nothing but what is served, and still answers the next client', async () => {
    const bytes = content(5000);
    const at = await bench({ routes: [bytesRoute('/file', bytes)] }, { transfersPerClient: 1000, retries: 1 });
    const socket = await clientSocket();
    socket.on('message', (packet, from) => {
      const [, opcode] = packet;
      expect([3, 5, 6]).toContain(opcode);
      if (opcode === 3) expect(bytes.includes(packet.subarray(4))).toBe(true);
      // What runs is disturbed as well, at its own port.
      socket.send(SEEDS[packet.length % SEEDS.length] ?? packet, from.port, ADDRESS);
    });
    const packets = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
      { weight: 3, arbitrary: mutated },
    );
    await fc.assert(
      fc.asyncProperty(packets, fc.boolean(), async (packet, pause) => {
        socket.send(packet, at.port, ADDRESS);
        if (pause) await new Promise((resolve) => setImmediate(resolve));
      }),
      { numRuns },
    );
    expect((await fetchFile(at.port, 'file')).bytes.equals(bytes)).toBe(true);
    socket.close();
    await at.server.close();
  }, 600_000);

  it('knows no name that leads out of the served tree', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', '\0', '%2e', '~'), { maxLength: 12 }),
        (parts) => {
          const path = askedPath(parts.join(''))?.path;
          if (path === undefined) return;
          expect(path).toMatch(/^(\/[^/\\\0]+)+$/);
          expect(path.split('/')).not.toContain('..');
        },
      ),
      { numRuns },
    );
  });
});
