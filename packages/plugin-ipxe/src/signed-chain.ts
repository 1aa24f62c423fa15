import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ServedFile } from '@muster/core';
import type { Architecture } from '@muster/wire';

/** A signed iPXE for UEFI of one architecture, with the shim that firmware starts first where it has one. */
export interface SignedChain {
  readonly arch: Architecture;
  /** Path of the file firmware is told, over TFTP and HTTP. */
  readonly first: string;
  readonly files: readonly ServedFile[];
}

/**
 * The project's own shim loads the iPXE it is named after, else `ipxe.efi`, from its own folder (ipxe.org/secboot). An iPXE
 * without a shim is one that the site signed with a key of its own. The best first: `snponly` drives the card through the firmware.
 */
function pairs(suffix: string): readonly (readonly string[])[] {
  return [
    [`snponly-shim${suffix}.efi`, 'snponly.efi'],
    ['snponly-shim.efi', 'snponly.efi'],
    [`ipxe-shim${suffix}.efi`, 'ipxe.efi'],
    ['ipxe-shim.efi', 'ipxe.efi'],
    [`shim${suffix}.efi`, 'ipxe.efi'],
    ['snponly.efi'],
    ['ipxe.efi'],
  ];
}

/** Architectures that the folder of the option has a folder for, as iPXE's releases name them. */
const ARCHITECTURES: readonly (readonly [Architecture, string, string])[] = [
  ['x86_64', 'x86_64', 'x64'],
  ['arm64', 'arm64', 'aa64'],
];

/** The first whole chain of each architecture in these folders; whether it is signed is seen when it is offered. */
export function findSignedChains(folders: readonly string[]): SignedChain[] {
  return ARCHITECTURES.flatMap(([arch, name, suffix]) => {
    const places = folders.map((folder) => path.join(folder, name));
    for (const names of pairs(suffix)) {
      const place = places.find((folder) => names.every((file) => existsSync(path.join(folder, file))));
      if (place === undefined) continue;
      const served = (file: string): ServedFile => ({
        path: `/ipxe/uefi-${arch}-signed/${file}`,
        file: path.join(place, file),
      });
      return [{ arch, first: served(names[0] ?? '').path, files: names.map(served) }];
    }
    return [];
  });
}
