import type { Architecture } from '../client-class.ts';

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

/** Where something lies in the file, in octets from its begin. */
export interface PeRange {
  readonly offset: number;
  readonly size: number;
}

export interface PeSection extends PeRange {
  /** As the section table has it, at most 8 octets: `.sbat`. */
  readonly name: string;
}

/** What the head of a PE image says of itself; `arch` is undefined for machines UEFI does not boot here. */
export interface PeHead {
  /** Machine field, 16 bits. */
  readonly machine: number;
  readonly arch: Architecture | undefined;
  /** Subsystem field: 10 for an EFI application, 11 and 12 for drivers; undefined where the head ends before it. */
  readonly subsystem: number | undefined;
  /** The attribute certificate table; undefined when there is none, as in a file that nobody signed. */
  readonly certificates: PeRange | undefined;
  /** As many of the sections as the head has whole entries of. */
  readonly sections: readonly PeSection[];
}

const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const COFF_HEADER = 20;
/** Offsets in the optional header: 68 in both forms, and where its data directories begin. */
const SUBSYSTEM = 68;
const DIRECTORIES: ReadonlyMap<number, number> = new Map([
  [PE32, 96],
  [PE32_PLUS, 112],
]);
/** Entry of the certificate table among the data directories; its address is an offset in the file. */
const CERTIFICATES = 4;
const SECTION_ENTRY = 40;

/** Reads the head of a file; undefined when it is no PE image (PE Format, "MS-DOS Stub", "Signature", "Optional Header"). Total. */
export function readPe(head: Uint8Array): PeHead | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 64 || view.getUint16(0) !== 0x4d5a) return undefined;
  const offset = view.getUint32(0x3c, true);
  if (offset + 6 > head.length || view.getUint32(offset) !== 0x50450000) return undefined;
  const machine = view.getUint16(offset + 4, true);
  const coff = offset + 4;
  const optional = coff + COFF_HEADER;
  const optionalSize = uint16(view, coff + 16) ?? 0;
  return {
    machine,
    arch: MACHINES.get(machine),
    subsystem: optionalSize >= SUBSYSTEM + 2 ? uint16(view, optional + SUBSYSTEM) : undefined,
    certificates: certificatesOf(view, optional, optionalSize),
    sections: sectionsOf(head, view, optional + optionalSize, uint16(view, coff + 2) ?? 0),
  };
}

function certificatesOf(view: DataView, optional: number, size: number): PeRange | undefined {
  const directories = DIRECTORIES.get(uint16(view, optional) ?? 0);
  if (directories === undefined) return undefined;
  const count = uint32(view, optional + directories - 4) ?? 0;
  const entry = directories + CERTIFICATES * 8;
  if (count <= CERTIFICATES || entry + 8 > size) return undefined;
  const found = { offset: uint32(view, optional + entry) ?? 0, size: uint32(view, optional + entry + 4) ?? 0 };
  return found.offset === 0 || found.size === 0 ? undefined : found;
}

function sectionsOf(head: Uint8Array, view: DataView, table: number, count: number): PeSection[] {
  const sections: PeSection[] = [];
  for (let entry = table; sections.length < count && entry + SECTION_ENTRY <= head.length; entry += SECTION_ENTRY) {
    const letters = head.subarray(entry, entry + 8);
    const end = letters.indexOf(0);
    const name = String.fromCharCode(...letters.subarray(0, end < 0 ? 8 : end));
    // What is in memory (VirtualSize) is padded in the file (SizeOfRawData), or the other way about.
    const size = Math.min(view.getUint32(entry + 8, true), view.getUint32(entry + 16, true));
    sections.push({ name, offset: view.getUint32(entry + 20, true), size });
  }
  return sections;
}

function uint16(view: DataView, at: number): number | undefined {
  return at + 2 > view.byteLength ? undefined : view.getUint16(at, true);
}

function uint32(view: DataView, at: number): number | undefined {
  return at + 4 > view.byteLength ? undefined : view.getUint32(at, true);
}
