import type { Architecture } from './client-class.ts';

/** Machine types of PE images (PE Format, "Machine Types"; UEFI 2.10 §2.1.1), the ones UEFI boots. */
const MACHINES: ReadonlyMap<number, Architecture> = new Map([
  [0x014c, 'i386'],
  [0x8664, 'x86_64'],
  [0x01c0, 'arm32'],
  [0x01c2, 'arm32'],
  [0x01c4, 'arm32'],
  [0xaa64, 'arm64'],
  [0x5032, 'riscv32'],
  [0x5064, 'riscv64'],
  [0x6264, 'loongarch64'],
]);

/** Octets of a file that {@link readPe} wants at least, as far as there are so many. */
export const PE_HEAD = 4096;

/** What the head of a PE image says of itself; `arch` is undefined for machines UEFI does not boot here. */
export interface PeHead {
  /** Machine field, 16 bits. */
  readonly machine: number;
  readonly arch: Architecture | undefined;
}

/** Reads the head of a file; undefined when it is no PE image (PE Format, "MS-DOS Stub" and "Signature"). */
export function readPe(head: Uint8Array): PeHead | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 64 || view.getUint16(0) !== 0x4d5a) return undefined;
  const offset = view.getUint32(0x3c, true);
  if (offset + 6 > head.length || view.getUint32(offset) !== 0x50450000) return undefined;
  const machine = view.getUint16(offset + 4, true);
  return { machine, arch: MACHINES.get(machine) };
}
