import { expect, it } from 'vitest';
import { architectureName } from '../src/architecture.ts';

it.each([
  [0, 'x86 BIOS (0)'],
  [7, 'x64 UEFI (7)'],
  [16, 'x64 UEFI HTTP (16)'],
  [20, 'PC/AT BIOS HTTP (20)'],
  [28, 'RISC-V 64-bit UEFI HTTP (28)'],
  [40, 'LoongArch 64-bit UEFI HTTP (40)'],
  [41, 'ARM rpiboot (41)'],
  [99, 'architecture 99'],
])('names architecture %i as the IANA registry does', (code, name) => {
  expect(architectureName(code)).toBe(name);
});
