import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SiteConfig } from '../config/types.ts';
import type { Logger, Services } from '../plugin/types.ts';
import type { Snapshot } from './snapshot.ts';

/** Reads registry, images and overlays into one immutable snapshot. Throws what a broken registry throws. */
export async function readSnapshot(site: SiteConfig, services: Services, number: number): Promise<Snapshot> {
  const [registry, images, overlays] = await Promise.all([
    services.registry.load(),
    services.images.list(),
    services.overlays.scan(),
  ]);
  const hash = createHash('sha256')
    .update(registry.id)
    .update(JSON.stringify({ ...site, plugins: site.plugins.length }));
  for (const image of images) hash.update(JSON.stringify(image));
  for (const [name, tree] of overlays) hash.update(name).update(tree.digest);
  return Object.freeze({
    id: hash.digest('hex'),
    number,
    time: Date.now(),
    site,
    registry,
    images: new Map(images.map((image) => [image.name, image])),
    overlays,
  });
}

export interface SnapshotSource {
  /** The current snapshot; throws before the first start(). */
  current(): Snapshot;
  /** Reads the first snapshot, then follows changes on disk, calling back with each new one. */
  start(onChange: (next: Snapshot, previous: Snapshot) => Promise<void>): Promise<void>;
  /** Reads now. What is broken is logged and leaves the current snapshot in place; returns whether a new one came. */
  reload(): Promise<boolean>;
  close(): Promise<void>;
}

/** Owned by the daemon: numbers snapshots in `<state>/snapshot.json` and watches what they are made of. */
export function createSnapshotSource(site: SiteConfig, services: Services, log: Logger): SnapshotSource {
  let current: Snapshot | undefined;
  let notify: (next: Snapshot, previous: Snapshot) => Promise<void> = () => Promise.resolve();
  let busy: Promise<unknown> = Promise.resolve();
  const stops: (() => Promise<void>)[] = [];

  const reload = async (): Promise<boolean> => {
    const previous = current;
    if (previous === undefined) return false;
    try {
      const next = await readSnapshot(site, services, previous.number + 1);
      if (next.id === previous.id) return false;
      await rememberNumber(site, next);
      current = next;
      log.info({ snapshot: next.number }, `snapshot ${next.number} is current`);
      await notify(next, previous);
      return true;
    } catch (error) {
      log.error(
        { err: error, snapshot: previous.number },
        `kept snapshot ${previous.number}: what is on disk is broken`,
      );
      return false;
    }
  };
  const queued = (): Promise<boolean> => {
    const turn = busy.then(reload);
    busy = turn;
    return turn;
  };

  return {
    current: () => {
      if (current === undefined) throw new Error('no snapshot has been read yet');
      return current;
    },
    start: async (onChange) => {
      notify = onChange;
      const last = await lastNumber(site);
      const first = await readSnapshot(site, services, last.number + 1);
      // The same content after a restart is the same snapshot: its build time must not change what templates render.
      current = first.id === last.id ? Object.freeze({ ...first, number: last.number, time: last.time }) : first;
      await rememberNumber(site, current);
      for (const part of [services.registry, services.images, services.overlays]) {
        stops.push(await part.watch(() => void queued()));
      }
    },
    reload: queued,
    close: async () => {
      for (const stop of stops.splice(0)) await stop();
      await busy;
    },
  };
}

async function lastNumber(site: SiteConfig): Promise<{ number: number; id: string; time: number }> {
  try {
    return JSON.parse(await readFile(path.join(site.paths.state, 'snapshot.json'), 'utf8')) as {
      number: number;
      id: string;
      time: number;
    };
  } catch {
    return { number: 0, id: '', time: 0 };
  }
}

async function rememberNumber(site: SiteConfig, snapshot: Snapshot): Promise<void> {
  const file = path.join(site.paths.state, 'snapshot.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    `${file}.new`,
    `${JSON.stringify({ number: snapshot.number, id: snapshot.id, time: snapshot.time })}\n`,
  );
  await rename(`${file}.new`, file);
}
