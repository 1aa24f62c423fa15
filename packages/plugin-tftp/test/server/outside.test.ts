import { RouteTable } from '@muster/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../src/content/block-source.ts';
import { resolve } from '../../src/server/resolve.ts';
import { ADDRESS, bytesRoute, SILENT, SITE } from '../support.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

const FILES = [
  { path: '/boot/loader.efi', file: '/srv/a/loader' },
  { path: '/ipxe/bios/undionly.kpxe', file: '/srv/b/undionly' },
];
const TREE = new TextEncoder().encode('of the tree');

/** Everything a name can be written with that some system takes for a way up, out or elsewhere. */
const pieces = fc.constantFrom(
  ...[
    '..',
    '.',
    '/',
    '\\',
    '//',
    '%2e%2e',
    '%2f',
    '%5c',
    '..%00',
    '\0',
    '~',
    'C:',
    '?',
    '#',
    '*',
    ' ',
    '\u2025',
    '\uff0e',
  ],
  ...[
    'boot',
    'loader.efi',
    'ipxe',
    'bios',
    'undionly.kpxe',
    'tree',
    'tftpboot',
    'srv',
    'etc',
    'passwd',
    'a',
    'b',
    'BOOT',
  ],
);
const names = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.string({ maxLength: 60 }),
);

describe('a name from the network', () => {
  it('leads to a contributed file or route under its own path, or to nothing', async () => {
    const opened: string[] = [];
    const parts = {
      routes: new RouteTable([bytesRoute('/tree/*', TREE)], FILES),
      site: SITE,
      log: SILENT,
      prefixes: ['/tftpboot', 'srv', '..', '/'],
      cache: {
        open: (file: string, blksize: number) => {
          opened.push(file);
          return Promise.resolve(bytesSource(new TextEncoder().encode(file), blksize));
        },
      },
    };
    const client = { remoteAddress: ADDRESS, remotePort: 1, localAddress: ADDRESS };
    let served = 0;
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        opened.length = 0;
        const { ok, ...answer } = await resolve(parts, name, client, 512);
        const path = `/${(name.split('?')[0] ?? '')
          .split(/[/\\]+/)
          .filter((part) => part !== '' && part !== '.')
          .join('/')}`;
        const file = FILES.find(
          (one) => path === one.path || path === `/tftpboot${one.path}` || path === `/srv${one.path}`,
        );
        expect(opened).toEqual(ok && file !== undefined ? [file.file] : []);
        if (ok && file === undefined) expect(path).toMatch(/^(?:\/tftpboot|\/srv)?\/tree(?:\/|$)/);
        expect(ok && path.split('/').includes('..')).toBe(false);
        if (ok) served += 1;
        else expect(answer).toMatchObject({ code: expect.any(Number) as number });
      }),
      {
        numRuns,
        examples: [
          ['boot/loader.efi'],
          ['/tftpboot\\boot\\loader.efi'],
          ['srv/ipxe//bios/./undionly.kpxe'],
          ['tree/../../etc/passwd'],
          ['tftpboot/../boot/loader.efi'],
        ],
      },
    );
    expect(served).toBeGreaterThanOrEqual(3);
  });
});
