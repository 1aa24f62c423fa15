import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
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

/** What became of the files that were there. */
export interface RolledBack {
  /** Folder with a copy of registry and overlays as they were. */
  readonly aside: string;
  /** Registry files that are no longer there, a broken draft for instance. */
  readonly removed: readonly string[];
}

/** What a rollback writes to. */
export interface RollbackParts extends Pick<Services, 'registry' | 'images' | 'blobs'> {
  readonly history: SnapshotHistory;
  readonly paths: SiteConfig['paths'];
}

const WAIT_MS = 5000;

/** Copies of what was there before a rollback. */
const KEPT_ASIDE = 10;

/**
 * Makes registry, the site's overlays and (where wanted) images what they were in a snapshot. A crash in the middle is
 * finished by {@link finishRollback}. What was there, broken files too, is copied aside. The configuration stays: it
 * takes a restart.
 */
export async function rollBack(parts: RollbackParts, wanted: Rollback): Promise<RolledBack> {
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
  return withLock(lockFile(state), WAIT_MS, async () => {
    const before = await registryFiles(parts.paths);
    const aside = await keepAside(parts.paths);
    await writeFileDurably(intentFile(state), JSON.stringify(wanted), 0o600);
    await carryOut(parts, wanted);
    const after = new Set(await registryFiles(parts.paths));
    return { aside, removed: before.filter((file) => !after.has(file)) };
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

/** Copies what is there to `<state>/before-rollback/NUMBER`; the newest are kept. */
async function keepAside({ registry, overlays, state }: SiteConfig['paths']): Promise<string> {
  const all = path.join(state, 'before-rollback');
  await mkdir(all, { recursive: true, mode: 0o700 });
  const numbers = (await readdir(all))
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => a - b);
  const aside = path.join(all, String((numbers.at(-1) ?? 0) + 1));
  await mkdir(aside);
  for (const [name, folder] of Object.entries({ registry, overlays })) {
    if (existsSync(folder)) await cp(folder, path.join(aside, name), { recursive: true, verbatimSymlinks: true });
  }
  for (const number of numbers.slice(0, 1 - KEPT_ASIDE)) await rm(path.join(all, String(number)), { recursive: true });
  return aside;
}

async function registryFiles({ registry }: SiteConfig['paths']): Promise<string[]> {
  return (await readdir(registry).catch(() => [])).map((name) => path.join(registry, name)).sort();
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
