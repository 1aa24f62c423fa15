import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';

/** Servers live where the PATH of ordinary users does not look. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Absolute path of a program, by name or path; undefined when there is none that may be executed. */
export async function findProgram(command: string): Promise<string | undefined> {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
    ...SYSTEM_FOLDERS,
  ];
  const candidates = command.includes('/')
    ? [path.resolve(command)]
    : folders.map((folder) => path.join(folder, command));
  for (const candidate of candidates) {
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  return undefined;
}
