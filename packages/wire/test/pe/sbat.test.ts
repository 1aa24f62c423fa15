import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSbat } from '../../src/pe/index.ts';
import { octets, RUNS } from '../fuzz.ts';
import { SHIM } from './files.ts';

describe('the SBAT section of an EFI program', () => {
  it('names components and generations, as objcopy takes it out', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'muster-sbat-'));
    const file = path.join(folder, 'sbat');
    execFileSync('objcopy', ['-O', 'binary', '--only-section=.sbat', SHIM, file]);
    const entries = readSbat(readFileSync(file));
    rmSync(folder, { recursive: true });
    expect(entries.map(({ component }) => component)).toEqual(['sbat', 'shim', 'shim.debian']);
    expect(entries[1]).toMatchObject({ component: 'shim', vendor: 'UEFI shim' });
    expect(entries[1]?.generation).toBeGreaterThanOrEqual(4);
  });

  it('leaves out lines that are none', () => {
    const text =
      'sbat,1,SBAT Version,sbat,1,https://x\n\nno generation,x,y\n,3\r\ngrub,3,FSF,grub,2.06,https://y\0more,1';
    expect(readSbat(Buffer.from(text)).map(({ component, generation }) => [component, generation])).toEqual([
      ['sbat', 1],
      ['grub', 3],
    ]);
  });

  it('is read from any octets without fault', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          octets(200),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          for (const { generation } of readSbat(bytes)) expect(Number.isSafeInteger(generation)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
