import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, MAC, openSample, type Sample, sendRaw } from './sample.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 1000);
/** Generous: a run opens a connection of its own. */
const timeout = 60_000 + numRuns * 20;

/** Stands in every file that is not served; no answer may contain it. */
const CANARY = 'CANARY-7d1f9c';

let sample: Sample;
beforeAll(async () => {
  sample = await openSample({
    files: (folder) => [{ path: '/ipxe/boot.efi', file: join(folder, 'served', 'boot.efi') }],
  });
  await mkdir(join(sample.folder, 'served'));
  await writeFile(join(sample.folder, 'served', 'boot.efi'), 'a loader');
  for (const file of ['secret', 'served/secret', 'state/secret', 'state/blobs/secret', 'state/blobs/sha256/secret']) {
    await writeFile(join(sample.folder, file), CANARY);
  }
});
afterAll(() => sample.close());

const segment = fc.constantFrom(
  'ipxe', 'boot.efi', 'blobs', 'sha256', 'chunks', 'secret', 'served', 'state', 'kernel', 'image', 'system', 'provision', 'v1',
  'report', MAC.n01, MAC.n02, '..', '.', '%2e%2e', '%2e', '..%2f', '%2F', '%5c..', '%00', '%', '%zz', '%c0%af', '%252e', 'a:b', '*', '',
); // biome-ignore format: a table
const target = fc
  .tuple(
    fc.constantFrom('/', '//', '', 'http://h/', '../'),
    fc.array(fc.oneof(segment, fc.string({ maxLength: 8 })), { maxLength: 7 }),
    fc.constantFrom(
      '',
      '?',
      '?stage=kernel',
      '?compress=gz',
      '?wwid=52:54:00:00:00:01',
      '?stage=../secret',
      '?%',
      '#x',
    ),
  )
  .map(([start, parts, query]) => `${start}${parts.join('/')}${query}`.replace(/[\r\n ]/g, '+'));
const header = fc.constantFrom(
  'Range: bytes=0-', 'Range: bytes=-1', 'Range: bytes=9-1', 'Range: bytes=99999999999999999999-', 'If-None-Match: *',
  'If-Range: "x"', 'Content-Length: 5', 'Transfer-Encoding: chunked', 'Expect: 100-continue', 'Upgrade: h2c', 'Host:', 'X: \u00ff',
  'Connection: keep-alive, upgrade', 'Content-Length: -1', ': empty',
); // biome-ignore format: a table
const method = fc.constantFrom('GET', 'HEAD', 'GET', 'POST', 'PUT', 'OPTIONS', 'CONNECT', 'TRACE', 'get', 'BREW');

/** The server still answers, and nothing it must not show was in `body`. */
function harmless({ body, head }: { body: Buffer; head: string }): boolean {
  return !body.includes(CANARY) && !head.includes(CANARY) && !body.includes('node_modules');
}

describe('the HTTP server', () => {
  it(
    'answers every target and header or refuses it, and shows nothing outside the served trees',
    async () => {
      await fc.assert(
        fc.asyncProperty(method, target, fc.array(header, { maxLength: 4 }), async (verb, path, headers) => {
          const answer = await ask(sample.port, path, headers, verb);
          expect(answer.status === 0 || (answer.status >= 100 && answer.status < 500), answer.head).toBe(true);
          return harmless(answer);
        }),
        { numRuns },
      );
      expect((await ask(sample.port, '/v1/ping')).status).toBe(200);
    },
    timeout,
  );

  it(
    'survives requests with any bytes changed',
    async () => {
      const good = Buffer.from(
        `GET /kernel/${MAC.n01}?compress=gz HTTP/1.1\r\nHost: boot\r\nRange: bytes=0-5\r\nConnection: close\r\n\r\n`,
      );
      const change = fc.record({ at: fc.nat(good.length - 1), to: fc.nat(255) });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const bytes = Buffer.from(good);
          for (const { at, to } of changes) bytes[at] = to;
          // Ends any head that a change left open, so that the server need not wait for more.
          return harmless(await sendRaw(sample.port, Buffer.concat([bytes, Buffer.from('\r\n\r\n\0\r\n\r\n')])));
        }),
        { numRuns },
      );
      expect((await ask(sample.port, '/v1/ping')).status).toBe(200);
    },
    timeout,
  );
});
