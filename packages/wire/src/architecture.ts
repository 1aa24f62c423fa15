/**
 * IANA "Processor Architecture Types" (registry dhcpv6-parameters), the values of option 93. RFC 4578 §2.1 had 7 and 9
 * the other way round; its erratum 4625 and the registry settle 7 as x64 UEFI, and firmware of both readings exists.
 */
const NAMES: readonly string[] = [
  'x86 BIOS',
  'NEC/PC98',
  'Itanium',
  'DEC Alpha',
  'Arc x86',
  'Intel Lean Client',
  'x86 UEFI',
  'x64 UEFI',
  'EFI Xscale',
  'EBC',
  'ARM 32-bit UEFI',
  'ARM 64-bit UEFI',
  'PowerPC Open Firmware',
  'PowerPC ePAPR',
  'POWER OPAL v3',
  'x86 UEFI HTTP',
  'x64 UEFI HTTP',
  'EBC HTTP',
  'ARM 32-bit UEFI HTTP',
  'ARM 64-bit UEFI HTTP',
  'PC/AT BIOS HTTP',
  'ARM 32-bit U-Boot',
  'ARM 64-bit U-Boot',
  'ARM 32-bit U-Boot HTTP',
  'ARM 64-bit U-Boot HTTP',
  'RISC-V 32-bit UEFI',
  'RISC-V 32-bit UEFI HTTP',
  'RISC-V 64-bit UEFI',
  'RISC-V 64-bit UEFI HTTP',
  'RISC-V 128-bit UEFI',
  'RISC-V 128-bit UEFI HTTP',
  's390 Basic',
  's390 Extended',
  'MIPS 32-bit UEFI',
  'MIPS 64-bit UEFI',
  'Sunway 32-bit UEFI',
  'Sunway 64-bit UEFI',
  'LoongArch 32-bit UEFI',
  'LoongArch 32-bit UEFI HTTP',
  'LoongArch 64-bit UEFI',
  'LoongArch 64-bit UEFI HTTP',
  'ARM rpiboot',
];

/** `x64 UEFI (7)` for an option 93 value, `architecture 99` for one outside the registry. */
export function architectureName(code: number): string {
  const name = NAMES[code];
  return name === undefined ? `architecture ${code}` : `${name} (${code})`;
}
