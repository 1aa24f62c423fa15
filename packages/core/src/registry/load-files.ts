import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registryErrors } from '../errors/registry.ts';
import { sha256, sha256InPieces } from './digest.ts';
import type { RegistryProblem } from './problem.ts';
import type { FileText } from './reader.ts';

/** Names of registry files in a folder, in the order they are read. Hidden files (editors' copies) are not registry files. */
export async function registryFileNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && /^[^.].*\.ya?ml$/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw registryErrors.unreadable(folder, error);
  }
}

/** Texts of a folder's files; those that cannot be decoded are problems. */
export interface FolderTexts {
  readonly texts: readonly FileText[];
  readonly problems: readonly RegistryProblem[];
}

/** Reads the texts of all registry files of a folder; a missing folder is an empty registry. */
export async function readTexts(folder: string): Promise<FolderTexts> {
  const texts: FileText[] = [];
  const problems: RegistryProblem[] = [];
  for (const name of await registryFileNames(folder)) {
    const path = join(folder, name);
    const bytes = await readBytes(path);
    if (isUtf8(bytes)) texts.push({ name, path, digest: await sha256InPieces(bytes), text: bytes.toString('utf8') });
    else problems.push({ sentence: 'the file is not UTF-8 text', remedy: 'save it as UTF-8', where: { file: path } });
  }
  return { texts, problems };
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw registryErrors.unreadable(path, error);
  }
}

/** Hash of the registry's content. */
export function registryId(files: readonly Pick<FileText, 'name' | 'digest'>[]): string {
  return sha256(files.map(({ name, digest }) => `${digest} ${name}\n`).join(''));
}
