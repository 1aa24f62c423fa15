import { chown, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeFileDurably } from '../artifact/durable-file.ts';
import { daemonErrors } from '../errors/daemon.ts';

/** A file a program reads. */
export interface PlacedFile {
  readonly file: string;
  readonly text: string;
  /** Default 0644. */
  readonly mode?: number;
  /** Number of the group that is to own it. */
  readonly group?: number | undefined;
}

/**
 * Puts files in place when `check` is content with them. It is given the path of each file's candidate, which lies beside
 * it (AppArmor profiles name folders). A refused candidate stays there as `FILE.refused`, what was in place stays too, and
 * the rejection is `check`'s. Returns the files that changed; without any, nothing is checked.
 */
export async function placeChecked(
  name: string,
  files: readonly PlacedFile[],
  check: (candidateOf: (file: string) => string) => Promise<void>,
): Promise<readonly string[]> {
  const changed: PlacedFile[] = [];
  for (const placed of files) if (!(await holds(placed))) changed.push(placed);
  const names = new Set(changed.map(({ file }) => file));
  const candidateOf = (file: string): string => (names.has(file) ? `${file}.candidate` : file);
  if (changed.length === 0) {
    for (const { file } of files) await rm(refusedName(file), { force: true });
    return [];
  }
  for (const { file, text, mode, group } of changed) {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFileDurably(candidateOf(file), text, mode);
      if (group !== undefined) await chown(candidateOf(file), process.getuid?.() ?? 0, group);
    } catch (error) {
      throw daemonErrors.unwritable(name, file, error);
    }
  }
  try {
    await check(candidateOf);
  } catch (error) {
    for (const { file } of changed) await rename(candidateOf(file), refusedName(file));
    throw error;
  }
  for (const { file } of changed) {
    await rename(candidateOf(file), file);
    await rm(refusedName(file), { force: true });
    await syncFolder(path.dirname(file));
  }
  return [...names];
}

/** Where a refused candidate can be looked at. */
export function refusedName(file: string): string {
  return `${file}.refused`;
}

async function holds({ file, text }: PlacedFile): Promise<boolean> {
  const present = await readFile(file, 'utf8').catch(() => undefined);
  return present === text;
}
