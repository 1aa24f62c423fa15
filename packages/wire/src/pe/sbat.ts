import { decodeText } from '../bytes.ts';

/** A line of the `.sbat` section of an EFI program: what it is made of, and since which security fix (shim, SBAT.md). */
export interface SbatEntry {
  /** `shim`, `grub`, `grub.debian`, `linux`, … */
  readonly component: string;
  /** Firmware refuses generations below those it was told. */
  readonly generation: number;
  readonly vendor: string;
  readonly package: string;
  readonly version: string;
}

/** Reads the section; lines that are none are left out. Total. */
export function readSbat(section: Uint8Array): SbatEntry[] {
  return decodeText(section)
    .split(/\r?\n/)
    .flatMap((line): SbatEntry[] => {
      const [component = '', generation = '', vendor = '', name = '', version = ''] = line
        .replace(/[^\t\P{Cc}]/gu, ' ')
        .split(',');
      if (component === '' || !/^[0-9]{1,9}$/.test(generation)) return [];
      return [{ component, generation: Number(generation), vendor, package: name, version }];
    });
}
