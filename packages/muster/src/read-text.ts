import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cliErrors } from './errors.ts';

/** Text of a file named on the command line: UTF-8, or UTF-16 as spreadsheets save it. Throws CLI_FILE_UNREADABLE. */
export async function readText(cwd: string, file: string): Promise<string> {
  const bytes = await readFile(path.resolve(cwd, file)).catch((cause: unknown) => {
    throw cliErrors.unreadable(file, cause);
  });
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
}
