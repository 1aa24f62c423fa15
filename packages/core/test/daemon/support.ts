import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Logger } from '../../src/index.ts';

export const fixture = (name: string): string => path.join(import.meta.dirname, 'fixtures', name);

/** A folder that is gone when the test is. */
export async function workFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-daemon-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A log that keeps `LEVEL message`. */
export function keptLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const at = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** How often a fixture that counts its starts in `file` was started. */
export async function starts(file: string): Promise<number> {
  return (await readFile(file, 'utf8')).split('\n').length - 1;
}

/** False for a process that is gone, or dead and not yet collected by its parent. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && !/\) Z /.test(stat);
}
