import { type FileHandle, open } from 'node:fs/promises';
import {
  type Architecture,
  PE_HEAD,
  type PeRange,
  type PeSignature,
  readPe,
  readPeSignatures,
  readSbat,
  type SbatEntry,
} from '@muster/wire';

/** What is known of a file that UEFI firmware, shim or GRUB starts: a loader, or a kernel with an EFI stub. */
export interface EfiProgram {
  readonly arch: Architecture | undefined;
  /** 10 for an application, as loaders and kernels are (PE Format, "Windows Subsystem"). */
  readonly subsystem: number | undefined;
  /** Who signed it; empty for a file that firmware with Secure Boot on refuses. They are read, not verified. */
  readonly signatures: readonly PeSignature[];
  readonly sbat: readonly SbatEntry[];
}

/** Longer than any table or section met: a certificate takes 1.5 KiB. */
const LONGEST = 256 * 1024;

/** Reads an EFI program; undefined when the file is none. Rejects when it cannot be read. */
export async function inspectEfi(file: string): Promise<EfiProgram | undefined> {
  const handle = await open(file, 'r');
  try {
    const head = readPe(await readPart(handle, { offset: 0, size: PE_HEAD }));
    if (head === undefined) return undefined;
    const { arch, subsystem, certificates, sections } = head;
    const sbat = sections.find(({ name }) => name === '.sbat');
    return {
      arch,
      subsystem,
      signatures: certificates === undefined ? [] : readPeSignatures(await readPart(handle, certificates)),
      sbat: sbat === undefined ? [] : readSbat(await readPart(handle, sbat)),
    };
  } finally {
    await handle.close();
  }
}

/** As much of it as the file has. */
async function readPart(handle: FileHandle, { offset, size }: PeRange): Promise<Uint8Array> {
  const wanted = Math.min(size, LONGEST);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, offset);
  return buffer.subarray(0, bytesRead);
}
