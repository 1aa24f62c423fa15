import { open } from 'node:fs/promises';
import { type ClientClass, PE_HEAD, readPe } from '@muster/wire';
import { messageOf } from '../errors/index.ts';
import type { CheckResult } from '../plugin/types.ts';

/** A file that firmware runs, and the class it is meant for. */
export interface BootFileOnDisk {
  readonly file: string;
  readonly clientClass: ClientClass;
}

/** undefined when the file can be read and is what firmware of this class runs. For loader plugins. */
export async function checkBootFile({ file, clientClass }: BootFileOnDisk): Promise<CheckResult | undefined> {
  const remedy = `put the right file there, or name another one in the loader's options`;
  try {
    const wrong = wrongFor(clientClass, await head(file));
    if (wrong === undefined) return undefined;
    return { level: 'error', sentence: `boot file ${file} of ${clientClass.id} ${wrong}`, remedy };
  } catch (error) {
    const sentence = `boot file ${file} of ${clientClass.id} cannot be read: ${messageOf(error)}`;
    return { level: 'error', sentence, remedy };
  }
}

/** What is wrong with a file for firmware of this class, as the end of a sentence; undefined when nothing is. */
export function wrongFor({ firmware, arch }: ClientClass, bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'is empty';
  const pe = readPe(bytes);
  if (firmware === 'bios') return pe && 'is an EFI program, which a BIOS cannot run';
  if (pe === undefined) return 'is no EFI program (it has no PE header)';
  if (pe.arch === arch) return undefined;
  return `is for ${pe.arch ?? `machine type 0x${pe.machine.toString(16).padStart(4, '0')}`}, not for ${arch}`;
}

async function head(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PE_HEAD), 0, PE_HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
