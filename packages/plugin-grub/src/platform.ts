import type { Architecture, ClientClass, Firmware } from '@muster/wire';

/** A kind of firmware that GRUB is made for, by GRUB's own name of it. */
export interface Platform {
  readonly name: 'i386-pc' | 'x86_64-efi' | 'arm64-efi' | 'i386-efi';
  readonly firmware: Firmware;
  readonly arch: Architecture;
  /** End of the names of shim, GRUB and MokManager (`shimx64.efi`); empty for a BIOS, which has none of them. */
  readonly suffix: string;
  /** Client classes of firmware that boots by it, and of iPXE on it. */
  readonly classes: readonly string[];
}

const uefi = (name: Platform['name'], arch: Architecture, suffix: string): Platform => ({
  name,
  firmware: 'uefi',
  arch,
  suffix,
  classes: [`uefi-${arch}`, `uefi-${arch}-http`, `uefi-${arch}-ipxe`],
});

export const PLATFORMS: readonly Platform[] = [
  { name: 'i386-pc', firmware: 'bios', arch: 'x86_64', suffix: '', classes: ['bios', 'bios-ipxe'] },
  uefi('x86_64-efi', 'x86_64', 'x64'),
  uefi('arm64-efi', 'arm64', 'aa64'),
  uefi('i386-efi', 'i386', 'ia32'),
];

/** Undefined for firmware there is no GRUB for here: BIOS that speaks HTTP, and other architectures. */
export function platformOf({ id }: Pick<ClientClass, 'id'>): Platform | undefined {
  return PLATFORMS.find(({ classes }) => classes.includes(id));
}
