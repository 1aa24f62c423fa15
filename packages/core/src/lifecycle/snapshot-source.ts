import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SiteConfig } from '../config/types.ts';
import type { Authorship } from '../control/procedure.ts';
import { OUTSIDE, type SnapshotHistory } from '../history/types.ts';
import type { Logger, Services } from '../plugin/types.ts';
import { withLock } from '../registry/lock.ts';
import type { RegistryView } from '../registry/types.ts';
import type { Snapshot } from './snapshot.ts';
import type { RefreshFailure } from './types.ts';

const LOCK_WAIT_MS = 30_000;

/** Has everybody take up a new snapshot; the failures of those who could not. */
type OnChange = (next: Snapshot, previous: Snapshot) => Promise<readonly RefreshFailure[]>;

export interface SnapshotSource {
  /** The current snapshot; throws before the first read() or start(). */
  current(): Snapshot;
  /** Reads what is on disk and makes it current in this process only. Throws what a broken registry throws. */
  read(): Promise<Snapshot>;
  /** For the daemon: reads, numbers the snapshot, then follows changes on disk, calling back with each new snapshot. */
  start(onChange: OnChange): Promise<void>;
  /** Reads now. What is broken is logged and leaves the current snapshot in place; returns whether a new one came. */
  reload(by?: Authorship): Promise<boolean>;
  /** Does a change of several files: what is seen on disk meanwhile waits for the reload that the change ends with. */
  during<T>(change: () => Promise<T>): Promise<T>;
  /** Why the last reload left the current snapshot in place; undefined when what is on disk is what is used. */
  problem(): unknown;
  /** Who could not take up the snapshot that is current, and why: they go on with what they had. */
  failures(): readonly RefreshFailure[];
  /** For a command without a daemon, after its change: numbers what is on disk now and keeps it; the number. */
  advance(by: Authorship): Promise<number>;
  close(): Promise<void>;
}

/** Makes snapshots of registry, images and overlays. The last one the daemon made current is in `<state>/snapshot.json`. */
export function createSnapshotSource(
  site: SiteConfig,
  services: Services,
  log: Logger,
  history: Pick<SnapshotHistory, 'keep'>,
): SnapshotSource {
  let current: Snapshot | undefined;
  let notify: OnChange = () => Promise.resolve([]);
  let failures: readonly RefreshFailure[] = [];
  let busy: Promise<unknown> = Promise.resolve();
  let problem: unknown;
  const stops: (() => Promise<void>)[] = [];
  let changes = 0;
  let unseen = false;

  const read = async (registry: Promise<RegistryView>): Promise<Snapshot> => {
    const next = await assemble(site, services, registry);
    const last = current ?? (await lastSnapshot(site));
    // The same content after a restart is the same snapshot: its build time must not change what templates render.
    const { number, time } = next.id === last.id ? last : { number: last.number + 1, time: Date.now() };
    return Object.freeze({ ...next, number, time });
  };
  const outside: Authorship = { author: OUTSIDE };
  const keep = async (snapshot: Snapshot, by: Authorship): Promise<void> => {
    await history.keep(snapshot, by).catch((error: unknown) => {
      log.error({ err: error, snapshot: snapshot.number }, 'the snapshot could not be kept in the history');
    });
  };
  const reload = async (by: Authorship): Promise<boolean> => {
    const previous = current;
    if (previous === undefined) return false;
    unseen = false;
    try {
      const next = await read(services.registry.load());
      problem = undefined;
      if (next.id === previous.id) return false;
      await services.keys.ensure(
        next.registry.nodeNames.filter((name) => previous.registry.rawNode(name) === undefined),
      );
      await remember(site, next);
      current = next;
      log.info({ snapshot: next.number }, `snapshot ${next.number} is current`);
      const kept = keep(next, by);
      failures = await notify(next, previous);
      await kept;
      return true;
    } catch (error) {
      problem = error;
      log.error(
        { err: error, snapshot: previous.number },
        `kept snapshot ${previous.number}: what is on disk is broken`,
      );
      return false;
    }
  };
  const queued = (by = outside): Promise<boolean> => {
    const turn = busy.then(() => reload(by));
    busy = turn;
    return turn;
  };
  const changedOnDisk = (): void => {
    if (changes === 0) void queued();
    else unseen = true;
  };
  const firstRegistry = async (): Promise<RegistryView> => {
    try {
      return await services.registry.load();
    } catch (error) {
      const lastGood = await services.registry.loadLastGood?.();
      if (lastGood === undefined) throw error;
      problem = error;
      log.error({ err: error }, 'the registry is broken: starting from what was found good last');
      return lastGood;
    }
  };

  return {
    current: () => {
      if (current === undefined) throw new Error('no snapshot has been read yet');
      return current;
    },
    read: async () => {
      current = await read(services.registry.load());
      return current;
    },
    start: async (onChange) => {
      notify = onChange;
      current = await read(firstRegistry());
      await remember(site, current);
      busy = keep(current, outside);
      // Those of thousands take their time: a node that boots before its turn gets its own first.
      void services.keys.ensure(current.registry.nodeNames).catch((error: unknown) => {
        log.error({ err: error }, 'host keys could not be made');
      });
      for (const part of [services.registry, services.images, services.overlays]) {
        stops.push(await part.watch(changedOnDisk));
      }
    },
    reload: queued,
    during: async (change) => {
      changes += 1;
      try {
        // A reload that has begun must not read half of the change.
        await busy;
        return await change();
      } finally {
        changes -= 1;
        if (changes === 0 && unseen) void queued();
      }
    },
    problem: () => problem,
    failures: () => failures,
    advance: (by) =>
      withLock(path.join(site.paths.state, 'snapshot.lock'), LOCK_WAIT_MS, async () => {
        current = undefined;
        const next = await read(services.registry.load());
        current = next;
        if (next.id === (await lastSnapshot(site)).id) return next.number;
        await remember(site, next);
        await keep(next, by);
        return next.number;
      }),
    close: async () => {
      for (const stop of stops.splice(0)) await stop();
      await busy;
    },
  };
}

async function assemble(site: SiteConfig, services: Services, registryView: Promise<RegistryView>) {
  const [registry, images, overlays] = await Promise.all([
    registryView,
    services.images.list(),
    services.overlays.scan(),
  ]);
  const hash = createHash('sha256')
    .update(registry.id)
    .update(JSON.stringify({ ...site, plugins: site.plugins.length }));
  for (const image of images) hash.update(JSON.stringify(image));
  for (const [name, tree] of overlays) hash.update(name).update(tree.digest);
  return {
    id: hash.digest('hex'),
    site,
    registry,
    images: new Map(images.map((image) => [image.name, image])),
    overlays,
  };
}

interface Remembered {
  readonly number: number;
  readonly id: string;
  readonly time: number;
}

async function lastSnapshot(site: SiteConfig): Promise<Remembered> {
  try {
    return JSON.parse(await readFile(path.join(site.paths.state, 'snapshot.json'), 'utf8')) as Remembered;
  } catch {
    return { number: 0, id: '', time: 0 };
  }
}

async function remember(site: SiteConfig, { number, id, time }: Remembered): Promise<void> {
  const file = path.join(site.paths.state, 'snapshot.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify({ number, id, time })}\n`);
  await rename(`${file}.new`, file);
}
