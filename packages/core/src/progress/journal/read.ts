import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type JournalLine, parseLine } from './line.ts';

const NAME = /^boots-(\d{8})\.ndjson$/;

/** Number and name of each file of the journal, oldest first; none when there is no such folder. */
export async function journalFiles(
  folder: string,
): Promise<readonly { readonly number: number; readonly file: string }[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return names
    .flatMap((name) => {
      const match = NAME.exec(name);
      return match === null ? [] : [{ number: Number(match[1]), file: path.join(folder, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

export function journalFile(folder: string, number: number): string {
  return path.join(folder, `boots-${String(number).padStart(8, '0')}.ndjson`);
}

/** Every whole line of the journal, oldest first. Lines that a crash tore are left out. */
export async function* readJournal(folder: string): AsyncGenerator<JournalLine> {
  for (const { file } of await journalFiles(folder)) {
    // The writer may take the oldest file away meanwhile.
    const text = await readFile(file, 'utf8').catch(() => '');
    for (let start = 0; start < text.length; ) {
      const found = text.indexOf('\n', start);
      const end = found < 0 ? text.length : found;
      const line = end > start ? parseLine(text.slice(start, end)) : undefined;
      if (line !== undefined) yield line;
      start = end + 1;
    }
  }
}
