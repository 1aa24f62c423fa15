import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PE_HEAD, readPe } from '../src/pe.ts';

const REAL = [
  ['/usr/lib/ipxe/snponly.efi', 'x86_64'],
  ['/usr/lib/shim/shimx64.efi.signed', 'x86_64'],
  ['/usr/lib/ipxe/undionly.kpxe', undefined],
] as const;

describe('the head of a PE image', () => {
  it.each(REAL)('of %s says %s', async (file, arch) => {
    if (!existsSync(file)) return;
    const head = (await readFile(file)).subarray(0, PE_HEAD);
    expect(readPe(head)?.arch).toBe(arch);
  });

  it('is looked for in any octets without fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), (bytes, offset) => {
        const head = Buffer.concat([Buffer.from('MZ'), bytes]);
        if (head.length >= 64) head.writeUInt32LE(offset, 0x3c);
        const read = readPe(head);
        if (read !== undefined) expect(head.subarray(offset, offset + 4).toString('latin1')).toBe('PE\0\0');
      }),
    );
  });
});
