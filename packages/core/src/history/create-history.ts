import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import path from 'node:path';
import { writeFileDurably } from '../artifact/durable-file.ts';
import { historyErrors } from '../errors/history.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { RegistryStore, RegistryText } from '../registry/types.ts';
import { keepTree, type Manifest, objectsOfTree, readTree } from './manifest.ts';
import { ObjectStore } from './objects.ts';
import { OUTSIDE, type SnapshotEntry, type SnapshotHistory } from './types.ts';

export interface HistoryOptions {
  /** Absolute folder, made when the first snapshot is kept. */
  readonly folder: string;
  readonly registry: Pick<RegistryStore, 'texts' | 'viewOf'>;
  /** Snapshots kept, the oldest go first; default 100. */
  readonly limit?: number;
}

/** Snapshots as files: `NUMBER.json` each, contents they share below `objects`. Call keep() from one process at a time. */
export function createHistory({ folder, registry, limit = 100 }: HistoryOptions): SnapshotHistory {
  const objects = new ObjectStore(path.join(folder, 'objects'));
  const fileOf = (number: number): string => path.join(folder, `${number}.json`);

  const numbers = async (): Promise<number[]> => {
    const names = await readdir(folder).catch(() => []);
    return names.flatMap((name) => (/^\d+\.json$/.test(name) ? [Number.parseInt(name, 10)] : [])).sort((a, b) => b - a);
  };

  const manifest = async (number: number): Promise<Manifest> => {
    const known = await numbers();
    if (!known.includes(number)) throw historyErrors.unknown(number, known);
    try {
      return JSON.parse(await readFile(fileOf(number), 'utf8')) as Manifest;
    } catch (error) {
      throw historyErrors.damaged(fileOf(number), error);
    }
  };

  const last = async (): Promise<Manifest | undefined> => {
    const [newest] = await numbers();
    return newest === undefined ? undefined : manifest(newest).catch(() => undefined);
  };

  const describe = async (snapshot: Snapshot): Promise<Omit<Manifest, keyof SnapshotEntry>> => {
    const { registry: view, site, images, overlays } = snapshot;
    const texts = await registry.texts(view.id);
    const kept: { name: string; digest: string }[] = [];
    for (const { name, text } of texts ?? []) kept.push({ name, digest: await objects.put(text) });
    const trees: Manifest['overlays'][number][] = [];
    for (const [name, tree] of overlays) trees.push({ name, tree: tree.digest, object: await keepTree(objects, tree) });
    return {
      format: 1,
      // A plugin given as a value is a function: what it does is not ours to keep.
      site: { ...site, plugins: site.plugins.filter((entry) => typeof entry === 'string') },
      registryId: view.id,
      ...(texts === undefined ? {} : { registry: kept }),
      images: [...images.values()],
      overlays: trees,
    };
  };

  const prune = async (): Promise<void> => {
    const all = await numbers();
    const gone = all.slice(limit);
    if (gone.length === 0) return;
    for (const number of gone) await unlink(fileOf(number));
    const wanted = new Set<string>();
    const trees = new Set<string>();
    for (const number of all.slice(0, limit)) {
      const { registry: files = [], overlays } = await manifest(number);
      for (const { digest } of files) wanted.add(digest);
      for (const { object } of overlays) trees.add(object);
    }
    for (const tree of trees) for (const digest of await objectsOfTree(objects, tree)) wanted.add(digest);
    await objects.keepOnly(wanted);
  };

  const textsOf = async ({ number, registry: files }: Manifest): Promise<readonly RegistryText[]> => {
    if (files === undefined) throw historyErrors.incomplete(number);
    return Promise.all(
      files.map(async ({ name, digest }) => ({ name, text: (await objects.get(digest)).toString('utf8') })),
    );
  };

  return {
    keep: async (snapshot, { author, reason }) => {
      const before = await last();
      if (before?.number === snapshot.number) return;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const described = await describe(snapshot);
      const { number, id, time } = snapshot;
      const entry: Manifest = {
        number,
        id,
        time,
        author,
        ...(reason === undefined ? {} : { reason }),
        changed: changedParts(before, described),
        ...described,
      };
      await writeFileDurably(fileOf(number), `${JSON.stringify(entry)}\n`, 0o600);
      await prune();
    },

    attribute: async (number, by) => {
      if (!(await numbers()).includes(number)) return;
      const kept = await manifest(number);
      if (kept.author !== OUTSIDE || kept.reason !== undefined) return;
      await writeFileDurably(fileOf(number), `${JSON.stringify({ ...kept, ...by } satisfies Manifest)}\n`, 0o600);
    },

    list: async () => {
      const entries: SnapshotEntry[] = [];
      for (const one of await numbers()) {
        const { number, id, time, author, reason, changed } = await manifest(one);
        entries.push({ number, id, time, author, ...(reason === undefined ? {} : { reason }), changed });
      }
      return entries;
    },

    read: async (number) => {
      const kept = await manifest(number);
      const { id, time, site, images, overlays } = kept;
      const trees = await Promise.all(
        overlays.map(async ({ name, object }) => [name, (await readTree(objects, object)).tree] as const),
      );
      return Object.freeze({
        id,
        number,
        time,
        site,
        registry: await registry.viewOf(await textsOf(kept)),
        images: new Map(images.map((image) => [image.name, image])),
        overlays: new Map(trees),
      });
    },

    texts: async (number) => textsOf(await manifest(number)),

    siteOverlays: async (number) => {
      const { overlays } = await manifest(number);
      const all = await Promise.all(overlays.map(({ object }) => readTree(objects, object)));
      return all.filter(({ tree }) => tree.origin === 'site');
    },
  };
}

type Described = Pick<Manifest, 'registryId' | 'images' | 'overlays' | 'site'>;

function changedParts(before: Described | undefined, after: Described): string[] {
  const parts: Record<string, (of: Described) => unknown> = {
    registry: ({ registryId }) => registryId,
    images: ({ images }) => images,
    overlays: ({ overlays }) => overlays.map(({ name, tree }) => [name, tree]),
    config: ({ site }) => site,
  };
  return Object.entries(parts).flatMap(([name, part]) =>
    before !== undefined && JSON.stringify(part(before)) === JSON.stringify(part(after)) ? [] : [name],
  );
}
