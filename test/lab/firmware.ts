import { constants } from 'node:fs';
import { access, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';

/** `ovmf-secboot` has Secure Boot on with Microsoft's keys enrolled; `aavmf` is an ARM64 machine. */
export const firmwares = ['seabios', 'ovmf', 'ovmf-secboot', 'aavmf'] as const;

export type Firmware = (typeof firmwares)[number];

/** What the firmware asks of QEMU. */
export interface FirmwareSetup {
  readonly emulator: 'qemu-system-x86_64' | 'qemu-system-aarch64';
  readonly args: readonly string[];
}

interface Flash {
  readonly code: readonly string[];
  readonly variables: readonly string[];
}

/** Debian's names first (packages ovmf, qemu-efi-aarch64). */
const flash: Record<Exclude<Firmware, 'seabios'>, Flash> = {
  ovmf: { code: ['/usr/share/OVMF/OVMF_CODE_4M.fd'], variables: ['/usr/share/OVMF/OVMF_VARS_4M.fd'] },
  'ovmf-secboot': {
    code: ['/usr/share/OVMF/OVMF_CODE_4M.secboot.fd'],
    variables: ['/usr/share/OVMF/OVMF_VARS_4M.ms.fd'],
  },
  aavmf: { code: ['/usr/share/AAVMF/AAVMF_CODE.fd'], variables: ['/usr/share/AAVMF/AAVMF_VARS.fd'] },
};

/** Option ROMs of Debian's ipxe-qemu. The BIOS one answers only to the modern virtio device (1af4:1041). */
const roms = {
  ipxe: ['/usr/lib/ipxe/qemu/pxe-virtio.rom', '/usr/share/qemu/pxe-virtio.rom'],
  efi: ['/usr/lib/ipxe/qemu/efi-virtio.rom', '/usr/share/qemu/efi-virtio.rom'],
};

/**
 * The firmware's part of a QEMU command line. UEFI variables are copied into `directory`, so that every machine starts
 * with those of the factory.
 * @throws {LabError} `LAB_FIRMWARE_MISSING`
 */
export async function firmwareSetup(firmware: Firmware, directory: string): Promise<FirmwareSetup> {
  if (firmware === 'seabios') {
    // graphics=off makes SeaBIOS and iPXE speak on the serial line.
    return { emulator: 'qemu-system-x86_64', args: ['-machine', 'q35,graphics=off', '-cpu', 'max'] };
  }
  const code = await firstExisting(flash[firmware].code, firmware);
  const variables = join(directory, 'variables.fd');
  await copyFile(await firstExisting(flash[firmware].variables, firmware), variables);
  const drives = [
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,unit=1,format=raw,file=${variables}`],
  ];
  if (firmware === 'aavmf') {
    return {
      emulator: 'qemu-system-aarch64',
      args: ['-machine', 'virt,gic-version=3', '-cpu', 'max,pauth-impdef=on', ...drives],
    };
  }
  // -cpu max has RDRAND; OVMF's TLS and PXE need random numbers. The Secure Boot build keeps its variables behind SMM.
  const secure = firmware === 'ovmf-secboot';
  const smm = secure
    ? ['-global', 'driver=cfi.pflash01,property=secure,value=on', '-global', 'ICH9-LPC.disable_s3=1']
    : [];
  return {
    emulator: 'qemu-system-x86_64',
    args: ['-machine', `q35,graphics=off,smm=${secure ? 'on' : 'off'}`, '-cpu', 'max', ...smm, ...drives],
  };
}

/**
 * The option ROM of a network card: `ipxe` for a BIOS, `efi` for iPXE inside a UEFI, `none` for the UEFI's own network
 * stack, or a file. Returns the value of QEMU's `romfile`, empty for none.
 * @throws {LabError} `LAB_FIRMWARE_MISSING`
 */
export async function nicRomFile(rom: string): Promise<string> {
  if (rom === 'none') return '';
  if (rom === 'ipxe' || rom === 'efi') return await firstExisting(roms[rom], `network ROM "${rom}"`);
  return await firstExisting([rom], 'network ROM');
}

async function firstExisting(candidates: readonly string[], what: string): Promise<string> {
  for (const file of candidates) {
    try {
      await access(file, constants.R_OK);
      return file;
    } catch {}
  }
  throw new LabError(
    'LAB_FIRMWARE_MISSING',
    `The ${what} is not at ${candidates.join(' or ')}.`,
    'Install ovmf, qemu-efi-aarch64 and ipxe-qemu (scripts/debian-packages.txt).',
  );
}
