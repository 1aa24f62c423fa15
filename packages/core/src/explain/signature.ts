import { open } from 'node:fs/promises';

const HEAD = 4096;
const PE_OFFSET = 0x3c;
const PE32_PLUS = 0x20b;
/** Entry of the certificate table among the data directories (PE format, "Optional Header Data Directories"). */
const CERTIFICATES = 4;

/** Whether a kernel with an EFI stub carries a signature (Authenticode, PE format); undefined when it is no PE file. */
export async function isSigned(file: string): Promise<boolean | undefined> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    return hasCertificates(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Reads the headers of a PE file; total. */
export function hasCertificates(head: Buffer): boolean | undefined {
  if (head.length < PE_OFFSET + 4 || head.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const pe = head.readUInt32LE(PE_OFFSET);
  const optional = pe + 24;
  if (optional + 2 > head.length || head.toString('latin1', pe, pe + 4) !== 'PE\0\0') return undefined;
  const directories = optional + (head.readUInt16LE(optional) === PE32_PLUS ? 112 : 96);
  const entry = directories + CERTIFICATES * 8;
  if (entry + 8 > head.length) return undefined;
  return head.readUInt32LE(entry) !== 0 && head.readUInt32LE(entry + 4) !== 0;
}
