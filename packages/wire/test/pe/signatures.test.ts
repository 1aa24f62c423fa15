import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PE_HEAD, type PeSignature, readPe, readPeSignatures } from '../../src/pe/index.ts';
import { mutated, octets, RUNS } from '../fuzz.ts';
import { EFI_FILES, SHIM } from './files.ts';

function tableOf(file: string): Uint8Array {
  const bytes = readFileSync(file);
  const range = readPe(bytes.subarray(0, PE_HEAD))?.certificates;
  return range === undefined ? new Uint8Array() : bytes.subarray(range.offset, range.offset + range.size);
}

/** What sbverify(1) lists: of each signature the issuer, and the subject of the certificate that issuer gave. */
function listed(file: string): PeSignature[] {
  const { stdout } = spawnSync('sbverify', ['--list', file], { encoding: 'utf8' });
  return stdout
    .split(/^signature \d+$/m)
    .slice(1)
    .map((text) => {
      const issuer = /image signature issuers:\n - (.*)/.exec(text)?.[1] ?? '';
      const pair = [...text.matchAll(/subject: (.*)\n\s+issuer:\s+(.*)/g)].find((match) => match[2] === issuer);
      return { subject: nameOf(pair?.[1] ?? ''), issuer: nameOf(issuer) };
    });
}

/** Of a name as OpenSSL writes it on one line. */
function nameOf(line: string): string {
  return /\/CN=([^/]*)/.exec(line)?.[1] ?? line.slice(1).replaceAll('/', ', ');
}

describe('the signatures of a PE image', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'muster-pe-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(EFI_FILES)('of %s are those sbverify lists', (file) => {
    expect(readPeSignatures(tableOf(file))).toEqual(listed(file));
  });

  it('are one for each signer, of all entries of the table', () => {
    expect(readPeSignatures(tableOf(SHIM)).map(({ issuer }) => issuer)).toEqual([
      'Microsoft Corporation UEFI CA 2011',
      'Microsoft UEFI CA 2023',
    ]);
  });

  it.each([['/CN=Müster site key'], ['/O=Example, Inc./C=DE']])(
    'have the names of a key of the site: %s',
    (subject) => {
      const [key, certificate, signed] = ['key.pem', 'certificate.pem', 'signed.efi'].map((name) =>
        path.join(folder, name),
      );
      if (key === undefined || certificate === undefined || signed === undefined) throw new Error('no files');
      const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-utf8', '-subj', subject, '-days', '30'];
      execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
      execFileSync('sbsign', ['--key', key, '--cert', certificate, '--output', signed, '/usr/lib/ipxe/snponly.efi'], {
        stdio: 'ignore',
      });
      const name = subject.startsWith('/CN=') ? subject.slice(4) : 'O=Example, Inc., C=DE';
      expect(readPeSignatures(tableOf(signed))).toEqual([{ subject: name, issuer: name }]);
    },
  );

  it('are read from any octets without fault', () => {
    const tables = EFI_FILES.map(tableOf).filter((table) => table.length > 0);
    fc.assert(
      fc.property(fc.oneof(octets(300), mutated(tables)), (bytes) => {
        for (const { issuer } of readPeSignatures(bytes)) expect(issuer).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: RUNS },
    );
  });
});
