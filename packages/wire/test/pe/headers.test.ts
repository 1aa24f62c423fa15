import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PE_HEAD, readPe } from '../../src/pe/index.ts';
import { mutated, RUNS } from '../fuzz.ts';
import { EFI_FILES } from './files.ts';

const heads = await Promise.all(EFI_FILES.map(async (file) => (await readFile(file)).subarray(0, PE_HEAD)));

describe('the head of a PE image', () => {
  it.each(EFI_FILES)('of %s says what objdump says', async (file) => {
    const head = readPe((await readFile(file)).subarray(0, PE_HEAD));
    const told = execFileSync('objdump', ['-hp', file], { encoding: 'utf8' });
    expect(head?.arch).toBe(told.includes('pei-x86-64') ? 'x86_64' : '');
    expect(head?.subsystem).toBe(Number.parseInt(/^Subsystem\s+([0-9a-f]+)/m.exec(told)?.[1] ?? '', 16));
    const sections = [...told.matchAll(/^\s+\d+ (\S+)\s+([0-9a-f]{8}) {2}\S+ {2}\S+ {2}([0-9a-f]{8})/gm)];
    const laid = sections.map(([, , size = '', offset = '']) => {
      const at = Number.parseInt(offset, 16);
      // What is filled with zeros in memory (.bss) has no octets in the file.
      return { size: at === 0 ? 0 : Number.parseInt(size, 16), offset: at };
    });
    expect(laid.length).toBeGreaterThan(3);
    expect(head?.sections.map(({ size, offset }) => ({ size, offset }))).toEqual(laid);
    const [, address = '', size = ''] = /^Entry 4 ([0-9a-f]+) ([0-9a-f]+)/m.exec(told) ?? [];
    const range = { offset: Number.parseInt(address, 16), size: Number.parseInt(size, 16) };
    expect(head?.certificates).toEqual(range.size === 0 ? undefined : range);
  });

  it('is none in what is no PE image', async () => {
    expect(readPe((await readFile('/usr/lib/ipxe/undionly.kpxe')).subarray(0, PE_HEAD))).toBeUndefined();
    expect(readPe(Buffer.from('\x7fELF'.padEnd(4096, '\0')))).toBeUndefined();
  });

  it('is looked for in any octets without fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 600 }), mutated(heads)), fc.nat(300), (bytes, offset) => {
        const head = Buffer.concat([Buffer.from('MZ'), bytes.subarray(2)]);
        if (head.length >= 64 && offset % 2 === 0) head.writeUInt32LE(offset, 0x3c);
        const read = readPe(head);
        if (read === undefined) return;
        expect(head.toString('latin1', head.readUInt32LE(0x3c)).startsWith('PE\0\0')).toBe(true);
        expect(read.sections.length * 40).toBeLessThan(head.length);
      }),
      { numRuns: RUNS },
    );
  });
});
