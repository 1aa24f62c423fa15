import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './process.ts';

/** What a machine that starts from such a disk says on its console. */
export const diskGreeting = 'MUSTER-LAB: this machine started from its own disk';

const SECTOR = 512;
const BIOS_SECTORS = 2048;
const EFI_MIB = 8;

/**
 * A raw disk image in `directory` that starts by itself and says {@link diskGreeting}: for SeaBIOS a boot sector, for UEFI
 * a FAT file system with GRUB at the fallback path. Nothing is installed on it.
 */
export async function startingDisk(firmware: 'seabios' | 'ovmf', directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, `${firmware}.disk`);
  if (firmware === 'seabios') {
    await writeFile(file, Buffer.concat([bootSector(), Buffer.alloc((BIOS_SECTORS - 1) * SECTOR)]));
    return file;
  }
  const config = join(directory, 'disk.cfg');
  const program = join(directory, 'BOOTX64.EFI');
  await writeFile(config, `echo '${diskGreeting}'\nsleep 3600\n`);
  const modules = ['echo', 'sleep', 'normal', 'part_gpt', 'fat'];
  await run('grub-mkimage', ['-O', 'x86_64-efi', '-p', '/', '-c', config, '-o', program, ...modules]);
  await writeFile(file, Buffer.alloc(EFI_MIB * 1024 * 1024));
  // A file system without a partition table is what UEFI calls removable media.
  await run('mformat', ['-i', file, '-T', String((EFI_MIB * 1024 * 1024) / SECTOR), '-h', '16', '-s', '63', '::']);
  await run('mmd', ['-i', file, '::/EFI', '::/EFI/BOOT']);
  await run('mcopy', ['-i', file, program, '::/EFI/BOOT/BOOTX64.EFI']);
  return file;
}

/** Prints the greeting by INT 10h, which SeaBIOS copies to the serial line, and stops. Loaded at 0:7C00h. */
function bootSector(): Buffer {
  const code = Buffer.from([
    ...[0x31, 0xc0, 0x8e, 0xd8], // xor ax,ax; mov ds,ax
    ...[0xfc, 0xbe, 0x00, 0x00], // cld; mov si,TEXT
    ...[0xac, 0x84, 0xc0, 0x74, 0x09], // next: lodsb; test al,al; jz stop
    ...[0xb4, 0x0e, 0xbb, 0x07, 0x00, 0xcd, 0x10], // mov ah,0Eh; mov bx,7; int 10h
    ...[0xeb, 0xf2], // jmp next
    ...[0xfb, 0xf4, 0xeb, 0xfd], // stop: sti; hlt; jmp stop + 1
  ]);
  code.writeUInt16LE(0x7c00 + code.length, 6);
  const sector = Buffer.alloc(SECTOR);
  code.copy(sector);
  // SeaBIOS holds the last letters back until more come.
  sector.write(`\r\n${diskGreeting}\r\n${'.'.repeat(8)}\r\n\0`, code.length, 'latin1');
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return sector;
}
