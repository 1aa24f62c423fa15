import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileDurably } from '@muster/core';

/**
 * The word by which Kea's own lines are known, 32 hexadecimal digits. Made once and kept in `file`: a Kea that starts with a
 * configuration of before writes the word of before.
 */
export async function logWord(file: string): Promise<string> {
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (/^[\da-f]{32}$/.test(kept)) return kept;
  const made = randomBytes(16).toString('hex');
  await writeFileDurably(file, `${made}\n`, 0o600);
  return made;
}
