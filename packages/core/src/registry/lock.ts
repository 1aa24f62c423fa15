import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MusterError } from '../errors/muster-error.ts';
import { registryErrors } from '../errors/registry.ts';
import { removeFile } from './durable.ts';

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot (/proc/PID/stat, proc(5)), to tell a reused pid; empty where unknown. */
  readonly started: string;
  readonly command: string;
  /** ISO 8601. */
  readonly time: string;
  /** Tells locks of one process apart. */
  readonly token: string;
}

const RETRY_MS = 20;
/** A take-over is a few system calls; one that has lasted this long was cut short. */
const TAKE_OVER_STALE_MS = 10_000;

/**
 * Runs `work` while holding the lock file. Waits up to `waitMs`, then throws REGISTRY_LOCKED naming the owner. A lock whose
 * owner is gone is taken over.
 */
export async function withLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const release = await acquireLock(file, waitMs, (owner) => registryErrors.locked(file, owner));
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Takes the lock and gives how to release it. After `waitMs` throws what `refused` makes of its owner. */
export async function acquireLock(
  file: string,
  waitMs: number,
  refused: (owner: string) => MusterError,
): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const mine: LockOwner = {
    pid: process.pid,
    started: (await startTime(process.pid)) ?? '',
    command: process.argv.slice(1, 6).join(' ').slice(0, 200),
    time: new Date().toISOString(),
    token: randomUUID(),
  };
  const until = Date.now() + waitMs;
  while (!(await tryAcquire(file, mine))) {
    const owner = await readOwner(file);
    if (owner !== undefined && !(await isAlive(owner))) await takeOver(file, owner);
    else if (Date.now() >= until) throw refused(ownerText(owner));
    else await sleep(RETRY_MS);
  }
  return async () => {
    if ((await readOwner(file))?.token === mine.token) await removeFile(file);
  };
}

/** A hard link makes a lock file appear with its content, never half written. */
async function tryAcquire(file: string, owner: LockOwner): Promise<boolean> {
  const draft = `${file}.${owner.token}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o644 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await unlink(draft);
  }
}

/** Only one process may remove a dead owner's lock, or the second would remove the first one's new lock. */
async function takeOver(file: string, dead: LockOwner): Promise<void> {
  const guard = `${file}.takeover`;
  try {
    await writeFile(guard, String(process.pid), { flag: 'wx' });
  } catch {
    const age = await stat(guard).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > TAKE_OVER_STALE_MS) await removeFile(guard);
    await sleep(RETRY_MS);
    return;
  }
  try {
    if ((await readOwner(file))?.token === dead.token) await removeFile(file);
  } finally {
    await removeFile(guard);
  }
}

async function readOwner(file: string): Promise<LockOwner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockOwner;
  } catch {
    return undefined;
  }
}

async function isAlive(owner: LockOwner): Promise<boolean> {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = await startTime(owner.pid);
  return owner.started === '' || started === undefined || started === owner.started;
}

async function startTime(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22; the command name (field 2) is in parentheses and may hold blanks.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function ownerText(owner: LockOwner | undefined): string {
  return owner === undefined ? 'another process' : `process ${owner.pid} (${owner.command}) since ${owner.time}`;
}
