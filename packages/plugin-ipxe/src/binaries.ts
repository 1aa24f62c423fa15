import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EfiPrograms } from '@muster/core';
import { CLIENT_CLASSES, type ClientClass } from '@muster/wire';

/** An iPXE binary found on this machine, for one client class. */
export interface Binary {
  readonly clientClass: ClientClass;
  /** Path it is served under, over TFTP and HTTP. */
  readonly path: string;
  readonly file: string;
  /** Whether somebody signed it; undefined for a BIOS, which asks for no signature. */
  readonly signed?: boolean;
}

/**
 * File names by platform, best first. `undionly` and `snponly` drive the card through the firmware that already booted
 * over it, are small enough for lock-step TFTP, and avoid the hangs of iPXE's own drivers on cards it half knows.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  bios: ['undionly.kpxe'],
  'uefi-i386': ['snponly-i386.efi', 'ipxe-i386.efi'],
  'uefi-x86_64': ['snponly.efi', 'snponly-x86_64.efi', 'ipxe-snponly-x86_64.efi', 'ipxe.efi', 'ipxe-x86_64.efi'],
  'uefi-arm64': ['snponly-arm64.efi', 'ipxe-arm64.efi', 'arm64-efi/snponly.efi', 'arm64-efi/ipxe.efi'],
  'uefi-riscv64': ['snponly-riscv64.efi', 'ipxe-riscv64.efi'],
};

/** Finds a binary for every client class that is not iPXE yet. `override` names a file by class id. */
export async function findBinaries(
  folders: readonly string[],
  override: Readonly<Record<string, string>>,
  programs: Pick<EfiPrograms, 'isSigned'>,
): Promise<Binary[]> {
  return Promise.all(
    filesOf(folders, override).map(async (binary) =>
      binary.clientClass.firmware === 'bios' ? binary : { ...binary, signed: await programs.isSigned(binary.file) },
    ),
  );
}

function filesOf(folders: readonly string[], override: Readonly<Record<string, string>>): Binary[] {
  return CLIENT_CLASSES.filter((clientClass) => clientClass.userClass === 'none').flatMap((clientClass) => {
    const platform = clientClass.firmware === 'bios' ? 'bios' : `uefi-${clientClass.arch}`;
    const wish = override[clientClass.id];
    const file = firstExisting(folders, wish === undefined ? (NAMES[platform] ?? []) : [wish]);
    if (file === undefined || clientClass.id === 'bios-http') return [];
    return [{ clientClass, path: `/ipxe/${platform}/${path.basename(file)}`, file }];
  });
}

function firstExisting(folders: readonly string[], names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const folder of folders) {
      const file = path.resolve(folder, name);
      if (existsSync(file)) return file;
    }
  }
  return undefined;
}
