import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMusterError } from '../errors/muster-error.ts';
import { registryErrors } from '../errors/registry.ts';
import { sha256 } from './digest.ts';
import { removeFile, writeDurably } from './durable.ts';

/** One file of a change. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  /** SHA-256 of the content the change starts from; undefined when the file is new. */
  readonly before: string | undefined;
  /** undefined: the file is removed. */
  readonly text?: string;
}

interface Intent {
  readonly format: 1;
  readonly changes: readonly FileChange[];
}

/**
 * Changes several files so that after a crash either none or, once replayIntent() has run, all are changed: the intent is
 * written and synced first. An editor knows no lock: what it saved until the last moment is not written over, but is a
 * REGISTRY_CONFLICT. Call with the lock held.
 */
export async function writeTogether(journal: string, changes: readonly FileChange[]): Promise<void> {
  const intent: Intent = { format: 1, changes };
  try {
    await mkdir(dirname(journal), { recursive: true });
    // The texts may hold asset keys, so nobody else may read the journal.
    await writeDurably(journal, JSON.stringify(intent), 0o600);
    const [first, ...others] = changes;
    if (first !== undefined) await carryOut(first, () => refuseEdited(journal, changes));
    for (const change of others) await carryOut(change);
  } catch (cause) {
    if (isMusterError(cause) && cause.code === 'REGISTRY_CONFLICT') throw cause;
    throw registryErrors.writeFailed(changes[0]?.path ?? journal, cause);
  }
  await removeFile(journal);
}

/**
 * Finishes a change that a crash cut short; true when there was one. A file edited by somebody since then is left alone:
 * REGISTRY_REPLAY_CONFLICT, before anything is written. Call with the lock held.
 */
export async function replayIntent(journal: string): Promise<boolean> {
  const intent = await readIntent(journal);
  if (intent === undefined) return false;
  const open: FileChange[] = [];
  for (const change of intent.changes) {
    const digest = await digestOf(change.path);
    if (digest === (change.text === undefined ? undefined : sha256(change.text))) continue;
    if (digest !== change.before) throw registryErrors.replayConflict(change.path, journal);
    open.push(change);
  }
  for (const change of open) await carryOut(change);
  await removeFile(journal);
  return true;
}

/** Gives a change up before anything of it is done, when a file is no longer what it starts from. */
async function refuseEdited(journal: string, changes: readonly FileChange[]): Promise<void> {
  for (const { path, before } of changes) {
    const found = await digestOf(path);
    if (found === before) continue;
    await removeFile(journal);
    throw registryErrors.conflict(before ?? 'no file', found ?? 'no file');
  }
}

async function carryOut({ path, text }: FileChange, lastLook?: () => Promise<void>): Promise<void> {
  if (text === undefined) {
    await lastLook?.();
    await removeFile(path);
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeDurably(path, text, undefined, lastLook);
}

async function readIntent(journal: string): Promise<Intent | undefined> {
  try {
    return JSON.parse(await readFile(journal, 'utf8')) as Intent;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw registryErrors.unreadable(journal, error);
  }
}

async function digestOf(path: string): Promise<string | undefined> {
  try {
    return sha256(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw registryErrors.unreadable(path, error);
  }
}
