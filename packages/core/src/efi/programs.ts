import { stat } from 'node:fs/promises';
import { type EfiProgram, inspectEfi } from './inspect.ts';

/** Looks at EFI programs, and remembers what it saw while a file stays as it is. */
export interface EfiPrograms {
  /** Undefined for what is no EFI program, is not there, or cannot be read. */
  of(file: string): Promise<EfiProgram | undefined>;
  /** Whether the file is an EFI program that somebody signed. */
  isSigned(file: string): Promise<boolean>;
}

/** Files remembered: boot files and kernels of all images. */
const MOST = 1000;

export function createEfiPrograms(): EfiPrograms {
  const known = new Map<string, { readonly state: string; readonly program: Promise<EfiProgram | undefined> }>();
  const of: EfiPrograms['of'] = async (file) => {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() !== true) return undefined;
    const state = [found.dev, found.ino, found.size, found.mtimeMs].join(' ');
    const before = known.get(file);
    if (before?.state === state) return before.program;
    const program = inspectEfi(file).catch(() => undefined);
    if (known.size >= MOST) known.delete(known.keys().next().value ?? '');
    known.set(file, { state, program });
    return program;
  };
  return { of, isSigned: async (file) => ((await of(file))?.signatures.length ?? 0) > 0 };
}
