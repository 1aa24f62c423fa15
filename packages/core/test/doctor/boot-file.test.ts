import { type ClientClass, clientClassById } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import { checkBootFile, wrongFor } from '../../src/doctor/boot-file.ts';

function classOf(id: string): ClientClass {
  const found = clientClassById(id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** The head of a PE image for this machine. */
function pe(machine: number): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(machine, 0x84);
  return bytes;
}

describe('a boot file', () => {
  it('is for the architecture of the firmware', () => {
    expect(wrongFor(classOf('uefi-x86_64'), pe(0x8664))).toBeUndefined();
    expect(wrongFor(classOf('uefi-arm64-http'), pe(0xaa64))).toBeUndefined();
    expect(wrongFor(classOf('uefi-x86_64'), pe(0x014c))).toBe('is for i386, not for x86_64');
    expect(wrongFor(classOf('uefi-x86_64'), pe(0x0200))).toBe('is for machine type 0x0200, not for x86_64');
  });

  it('is an EFI program for UEFI, and none for a BIOS', () => {
    expect(wrongFor(classOf('bios'), Buffer.from([0xea, 0x05]))).toBeUndefined();
    expect(wrongFor(classOf('bios'), pe(0x8664))).toBe('is an EFI program, which a BIOS cannot run');
    expect(wrongFor(classOf('uefi-x86_64'), Buffer.from('MZ'))).toBe('is no EFI program (it has no PE header)');
    expect(wrongFor(classOf('bios'), Buffer.alloc(0))).toBe('is empty');
  });

  it('can be read', async () => {
    expect(await checkBootFile({ file: '/nonexistent/snponly.efi', clientClass: classOf('bios') })).toMatchObject({
      level: 'error',
      sentence: expect.stringContaining('cannot be read: ENOENT') as string,
    });
  });
});
