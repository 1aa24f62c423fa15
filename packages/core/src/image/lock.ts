import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';

const POLL_MS = 100;

/**
 * Runs `work` while holding the lock file; waits for its owner, in this process or another, as long as that one runs.
 * The file names the owner; one left by a dead process is taken over. `onWait` is told once whom it waits for.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  onWait?: (pid: number) => void,
): Promise<Result> {
  const mine = `${file}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(await ownIdentity()));
  try {
    let waits = false;
    while (!(await tryTake(mine, file))) {
      const owner = await ownerOf(file);
      if (owner === undefined) continue;
      if (!(await isRunning(owner))) {
        await takeAway(file, owner);
        continue;
      }
      if (!waits) onWait?.(owner.pid);
      waits = true;
      await sleep(POLL_MS);
    }
  } finally {
    await rm(mine, { force: true });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** A hard link appears with its content and fails when the name is taken: the lock is never seen half written. */
async function tryTake(mine: string, file: string): Promise<boolean> {
  try {
    await link(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function ownerOf(file: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { pid, started } = JSON.parse(text) as Partial<ProcessIdentity>;
    return { pid: pid ?? 0, started: started ?? '' };
  } catch {
    return { pid: 0, started: '' };
  }
}

/** Moves a dead owner's lock aside; if somebody else had done so already and holds the lock now, gives it back. */
async function takeAway(file: string, dead: ProcessIdentity): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await ownerOf(aside);
  if (moved !== undefined && (moved.pid !== dead.pid || moved.started !== dead.started)) {
    await link(aside, file).catch(() => undefined);
  }
  await rm(aside, { force: true });
}
