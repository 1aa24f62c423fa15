import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileDurably } from '../artifact/durable-file.ts';
import type { SiteConfig } from '../config/types.ts';
import { historyErrors } from '../errors/history.ts';
import { blobsOf } from '../image/record.ts';
import type { Services } from '../plugin/types.ts';
import { withLock } from '../registry/lock.ts';
import { restoreOverlays } from './restore-overlays.ts';
import type { SnapshotHistory } from './types.ts';

/** What a rollback takes back. */
export interface Rollback {
  readonly number: number;
  /** Also what image names stand for; their blobs have to be on disk still. */
  readonly images: boolean;
}

/** What a rollback writes to. */
export interface RollbackParts extends Pick<Services, 'registry' | 'images' | 'blobs'> {
  readonly history: SnapshotHistory;
  readonly paths: SiteConfig['paths'];
}

const WAIT_MS = 5000;

/**
 * Makes registry, the site's overlays and (where wanted) images what they were in a snapshot. A crash in the middle is
 * finished by {@link finishRollback}. What was there, broken files too, is copied to `<state>/before-rollback`. The
 * configuration stays: it takes a restart.
 */
export async function rollBack(parts: RollbackParts, wanted: Rollback): Promise<void> {
  const { state } = parts.paths;
  const snapshot = await parts.history.read(wanted.number);
  if (wanted.images) {
    for (const image of snapshot.images.values()) {
      for (const digest of blobsOf(image)) {
        if ((await parts.blobs.path(digest)) === undefined)
          throw historyErrors.blobGone(wanted.number, image.name, digest);
      }
    }
  }
  await withLock(lockFile(state), WAIT_MS, async () => {
    await keepAside(parts.paths);
    await writeFileDurably(intentFile(state), JSON.stringify(wanted), 0o600);
    await carryOut(parts, wanted);
  });
}

/** Finishes a rollback that a crash cut short; true when there was one. */
export async function finishRollback(parts: RollbackParts): Promise<boolean> {
  const { state } = parts.paths;
  if ((await readIntent(state)) === undefined) return false;
  return await withLock(lockFile(state), WAIT_MS, async () => {
    const wanted = await readIntent(state);
    if (wanted === undefined) return false;
    await carryOut(parts, wanted);
    return true;
  });
}

async function carryOut({ registry, images: store, history, paths }: RollbackParts, wanted: Rollback): Promise<void> {
  if (wanted.images) {
    const { images } = await history.read(wanted.number);
    for (const record of images.values()) await store.restore(record);
  }
  await restoreOverlays(paths.overlays, await history.siteOverlays(wanted.number));
  const texts = await history.texts(wanted.number);
  await registry.replace(texts);
  await rm(intentFile(paths.state));
}

async function keepAside({ registry, overlays, state }: SiteConfig['paths']): Promise<void> {
  const aside = path.join(state, 'before-rollback');
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o700 });
  for (const [name, folder] of Object.entries({ registry, overlays })) {
    if (existsSync(folder)) await cp(folder, path.join(aside, name), { recursive: true, verbatimSymlinks: true });
  }
}

async function readIntent(state: string): Promise<Rollback | undefined> {
  try {
    return JSON.parse(await readFile(intentFile(state), 'utf8')) as Rollback;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function intentFile(state: string): string {
  return path.join(state, 'rollback.intent.json');
}

function lockFile(state: string): string {
  return path.join(state, 'rollback.lock');
}
