import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createHistory, diffSnapshots, finishRollback, rollBack } from '../../src/history/index.ts';
import { createSnapshotSource, type Snapshot, type SnapshotSource } from '../../src/lifecycle/index.ts';
import type { Services } from '../../src/plugin/types.ts';
import { createServices } from '../../src/site/index.ts';
import { NETWORKS } from '../registry/support.ts';

const log = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 };
const me = { author: 'ada', reason: 'because' };

interface Site {
  readonly folder: string;
  readonly services: Services;
  readonly history: ReturnType<typeof createHistory>;
  readonly snapshots: SnapshotSource;
  readonly parts: Parameters<typeof rollBack>[0];
  write(file: string, text: string): Promise<void>;
  read(file: string): Promise<string>;
}

async function openSite(limit = 100): Promise<Site> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-history-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = {
    registry: path.join(folder, 'registry'),
    state: path.join(folder, 'state'),
    overlays: path.join(folder, 'overlays'),
  };
  const site = {
    file: undefined,
    networks: NETWORKS,
    http: { port: 9873, listen: [] },
    paths,
    boot: { stages: 'single' as const },
    pluginTimeout: 1000,
    plugins: ['dhcp'],
  } as unknown as Parameters<typeof createServices>[0]['site'];
  const overlayFolders = [{ origin: 'site' as const, folder: paths.overlays }];
  const snapshot = (): Snapshot => snapshots.current();
  const services = createServices({ site, log, overlayFolders, nodeFields: () => ({}), snapshot });
  const history = createHistory({ folder: path.join(paths.state, 'history'), registry: services.registry, limit });
  const snapshots = createSnapshotSource(site, services, log, history);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  return {
    folder,
    services,
    history,
    snapshots,
    parts: { ...services, history, paths },
    write,
    read: (file) => readFile(path.join(folder, file), 'utf8'),
  };
}

describe('the history of snapshots', () => {
  let site: Site;

  beforeEach(async () => {
    site = await openSite(3);
    await site.write('registry/nodes.yaml', '# first\nnodes:\n  n1: { image: a, assetKey: secret }\n');
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'hello {{ .Id }}\n');
    await site.write('overlays/motd/overlay.yaml', '# why\nsummary: greets\n');
    await site.snapshots.advance(me);
  });

  it('lists who changed what, when and why, the newest first', async () => {
    await site.write('registry/nodes.yaml', 'nodes:\n  n1: { image: b }\n');
    await site.snapshots.advance({ author: 'bob' });
    const list = await site.history.list();
    expect(list.map(({ number, author, reason, changed }) => ({ number, author, reason, changed }))).toEqual([
      { number: 2, author: 'bob', reason: undefined, changed: ['registry'] },
      { number: 1, author: 'ada', reason: 'because', changed: ['registry', 'images', 'overlays', 'config'] },
    ]);
  });

  describe('of a server that follows its files', () => {
    beforeEach(async () => {
      await site.snapshots.start(() => Promise.resolve([]));
      onTestFinished(() => site.snapshots.close());
    });
    const newest = async () => (await site.history.list())[0];
    const noticed = () => expect.poll(() => site.snapshots.current().number).toBe(2);

    it('knows who made a change of several files, though some were noticed before it was over', async () => {
      await site.snapshots.during(async () => {
        await site.write('overlays/motd/rootfs/etc/motd.ww', 'bye\n');
        await sleep(700);
        await site.write('registry/nodes.yaml', 'nodes:\n  n1: { image: b }\n');
        await site.snapshots.reload(me);
      });
      expect(await newest()).toMatchObject({ number: 2, ...me, changed: ['registry', 'overlays'] });
    });

    it('reads what somebody else changed meanwhile once a change has failed', async () => {
      const failing = site.snapshots.during(async () => {
        await site.write('registry/nodes.yaml', 'nodes:\n  n1: { image: b }\n');
        await sleep(700);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await noticed();
      expect(await newest()).toMatchObject({ author: '-' });
    });

    it('takes who and why for an edit that was noticed before, and not for what is known', async () => {
      await site.write('registry/nodes.yaml', 'nodes:\n  n1: { image: b }\n');
      await noticed();
      await site.history.attribute(2, me);
      await site.history.attribute(2, { author: 'bob', reason: 'later' });
      expect(await newest()).toMatchObject({ number: 2, ...me });
    });
  });

  it('keeps nothing new while nothing has changed', async () => {
    expect(await site.snapshots.advance(me)).toBe(1);
    expect(await site.history.list()).toHaveLength(1);
  });

  it('gives a whole snapshot back: nodes with their places, overlay files with their bytes', async () => {
    await site.write('registry/nodes.yaml', 'nodes: {}\n');
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'changed\n');
    await site.snapshots.advance(me);
    const old = await site.history.read(1);
    expect(old.registry.node('n1')?.image).toBe('a');
    expect(old.registry.origins('n1').get('image')?.where).toMatchObject({ line: 3 });
    const file = old.overlays.get('motd')?.entries.find(({ path: where }) => where === '/etc/motd');
    expect(Buffer.from(file?.content ?? []).toString()).toBe('hello {{ .Id }}\n');
  });

  it('is readable by its owner alone: it holds asset keys', async () => {
    const folder = path.join(site.folder, 'state', 'history');
    for (const name of await readdir(folder, { recursive: true })) {
      const found = await stat(path.join(folder, name));
      if (found.isFile()) expect(found.mode & 0o077).toBe(0);
    }
  });

  it('forgets the oldest, with the contents nobody needs any more', async () => {
    for (const image of ['b', 'c', 'd']) {
      await site.write('registry/nodes.yaml', `nodes:\n  n1: { image: ${image} }\n`);
      await site.snapshots.advance(me);
    }
    expect((await site.history.list()).map(({ number }) => number)).toEqual([4, 3, 2]);
    await expect(site.history.read(1)).rejects.toMatchObject({ code: 'SNAPSHOT_UNKNOWN' });
    for (const number of [2, 3, 4]) expect((await site.history.read(number)).number).toBe(number);
    const objects = await readdir(path.join(site.folder, 'state', 'history', 'objects'), { recursive: true });
    // Three registry files; the overlay's tree, and its one file.
    expect(objects.filter((name) => name.endsWith('.gz'))).toHaveLength(5);
  });

  it('tells what differs, nodes that differ alike on one line, without secrets', async () => {
    await site.write('registry/nodes.yaml', 'nodes:\n  n[1-3]: { image: b, assetKey: other }\n');
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'howdy {{ .Id }}\n');
    await site.snapshots.advance(me);
    const differences = diffSnapshots(await site.history.read(1), await site.history.read(2));
    expect(differences).toContainEqual({ kind: 'node', name: 'n[2-3]', field: '', after: 'added' });
    expect(differences).toContainEqual({ kind: 'node', name: 'n1', field: 'image', before: 'a', after: 'b' });
    expect(differences).toContainEqual(expect.objectContaining({ kind: 'overlay', field: '/etc/motd.ww' }));
    expect(JSON.stringify(differences)).not.toMatch(/secret|other/);
  });

  it('says which file is damaged', async () => {
    const folder = path.join(site.folder, 'state', 'history', 'objects');
    for (const name of await readdir(folder, { recursive: true })) {
      if (name.endsWith('.gz')) await writeFile(path.join(folder, name), 'x');
    }
    await expect(site.history.read(1)).rejects.toMatchObject({ code: 'HISTORY_DAMAGED', where: { file: /gz$/ } });
  });
});

describe('a rollback', () => {
  let site: Site;

  beforeEach(async () => {
    site = await openSite();
    await site.write('registry/nodes.yaml', '# first\nnodes:\n  n1: { image: a }\n');
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'hello\n');
    await site.write('overlays/motd/overlay.yaml', '# why\nsummary: greets\n');
    await chmod(path.join(site.folder, 'overlays/motd/rootfs/etc/motd.ww'), 0o600);
    await site.snapshots.advance(me);
    await site.write('registry/nodes.yaml', 'nodes:\n  n1: { image: [broken\n');
    await site.write('registry/more.yaml', 'nodes: {}\n');
    await site.write('overlays/motd/rootfs/etc/motd.ww', 'bye\n');
    await site.write('overlays/other/rootfs/etc/x', 'x\n');
  });

  const isBack = async (): Promise<void> => {
    expect(await site.read('registry/nodes.yaml')).toBe('# first\nnodes:\n  n1: { image: a }\n');
    expect(await readdir(path.join(site.folder, 'registry'))).toEqual(['nodes.yaml']);
    expect(await site.read('overlays/motd/rootfs/etc/motd.ww')).toBe('hello\n');
    expect((await stat(path.join(site.folder, 'overlays/motd/rootfs/etc/motd.ww'))).mode & 0o777).toBe(0o600);
    expect(await site.read('overlays/motd/overlay.yaml')).toBe('# why\nsummary: greets\n');
    expect(await readdir(path.join(site.folder, 'overlays'))).toEqual(['motd']);
  };

  it('brings registry and overlays back, comments too, from files that are broken', async () => {
    await rollBack(site.parts, { number: 1, images: true });
    await isBack();
    expect(await site.snapshots.advance(me)).toBe(1);
  });

  it('keeps a copy of what was there', async () => {
    const { aside, removed } = await rollBack(site.parts, { number: 1, images: true });
    expect(removed).toEqual([path.join(site.folder, 'registry/more.yaml')]);
    const again = await rollBack(site.parts, { number: 1, images: true });
    expect(again.removed).toEqual([]);
    expect(await readFile(path.join(aside, 'registry/nodes.yaml'), 'utf8')).toContain('[broken');
    expect(await readFile(path.join(aside, 'overlays/motd/rootfs/etc/motd.ww'), 'utf8')).toBe('bye\n');
  });

  it('keeps the newest ten of such copies', async () => {
    const asides: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      asides.push((await rollBack(site.parts, { number: 1, images: true })).aside);
    }
    const kept = await readdir(path.join(site.folder, 'state/before-rollback'));
    expect(kept.sort()).toEqual(
      asides
        .slice(2)
        .map((aside) => path.basename(aside))
        .sort(),
    );
  });

  it('that was cut short is finished later', async () => {
    await site.write('state/rollback.intent.json', JSON.stringify({ number: 1, images: true }));
    expect(await finishRollback(site.parts)).toBe(true);
    await isBack();
    expect(await finishRollback(site.parts)).toBe(false);
  });

  it('is refused for a snapshot nobody kept', async () => {
    await expect(rollBack(site.parts, { number: 7, images: true })).rejects.toMatchObject({
      code: 'SNAPSHOT_UNKNOWN',
      remedy: 'kept are 1 to 1: muster history',
    });
    expect(await site.read('overlays/motd/rootfs/etc/motd.ww')).toBe('bye\n');
  });
});
