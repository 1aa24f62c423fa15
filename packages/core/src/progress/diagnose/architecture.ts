import type { Architecture } from '@muster/wire';

const SIGNS: readonly (readonly [RegExp, Architecture])[] = [
  [/arm64|aarch64|aa64/i, 'arm64'],
  [/riscv64/i, 'riscv64'],
  [/loong/i, 'loongarch64'],
  [/arm32|armhf|armv7|armmp/i, 'arm32'],
  [/amd64|x86_64|x86-64|x64/i, 'x86_64'],
];

/** Architecture that the name of a kernel or boot file tells (`6.1.0-40-amd64`, `snponly-arm64.efi`); undefined when it tells none. */
export function architectureOf(name: string): Architecture | undefined {
  return SIGNS.find(([sign]) => sign.test(name))?.[1];
}
