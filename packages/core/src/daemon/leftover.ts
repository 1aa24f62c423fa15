import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileDurably } from '../artifact/durable-file.ts';
import { identityOf, isRunning, type ProcessIdentity } from '../image/process-identity.ts';

const POLL_MS = 25;

/** Remembers a child in a file, by number and start time. */
export async function recordChild(file: string, pid: number): Promise<void> {
  const identity = await identityOf(pid);
  if (identity !== undefined) await writeFileDurably(file, JSON.stringify(identity));
}

export async function forgetChild(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Ends the child a file remembers, when that very process still runs: SIGTERM, then SIGKILL. Returns its number. */
export async function endLeftover(file: string, killAfter: number): Promise<number | undefined> {
  const identity = parseIdentity(await readFile(file, 'utf8').catch(() => ''));
  if (identity === undefined || !(await isRunning(identity))) return undefined;
  process.kill(identity.pid, 'SIGTERM');
  for (let waited = 0; await isRunning(identity); waited += POLL_MS) {
    if (waited >= killAfter) {
      process.kill(identity.pid, 'SIGKILL');
      break;
    }
    await sleep(POLL_MS);
  }
  while (await isRunning(identity)) await sleep(POLL_MS);
  return identity.pid;
}

function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value = JSON.parse(text) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || value.pid <= 1 || typeof value.started !== 'string') return undefined;
    return { pid: value.pid, started: value.started };
  } catch {
    return undefined;
  }
}
