import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { describe, expect, it, vi } from 'vitest';
import { problemsOf, site } from './support.ts';

const GOOD = 'nodes:\n  n1:\n    image: a\n';

describe('createFileStore: load', () => {
  it('reads *.yaml and *.yml files, not hidden ones, folders or others', async () => {
    const { store, write } = await site({
      'a.yaml': GOOD,
      'b.yml': 'nodes:\n  n2: {}\n',
      '.a.yaml': ':',
      'c.yaml~': ':',
      'd.txt': ':',
    });
    await write('e.json', '{');
    expect((await store.load()).nodeNames).toEqual(['n1', 'n2']);
  });

  it('takes a missing folder for an empty registry', async () => {
    const { store, folder } = await site({});
    await rm(folder, { recursive: true });
    expect((await store.load()).nodeNames).toEqual([]);
  });

  it('gives the same view while nothing changes, and another id when something does', async () => {
    const { store, write } = await site({ 'a.yaml': GOOD });
    const view = await store.load();
    expect(await store.load()).toBe(view);
    await write('a.yaml', GOOD.replace('image: a', 'image: b'));
    const next = await store.load();
    expect(next.id).not.toBe(view.id);
    expect([view.node('n1')?.image, next.node('n1')?.image]).toEqual(['a', 'b']);
  });

  it('reports every problem of every file at once and goes on working once they are mended', async () => {
    const { store, write } = await site({ 'a.yaml': 'nodes:\n  n1: { imgae: a }\n', 'b.yaml': 'nodes: [' });
    const problems = await problemsOf(store.load());
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('nodes.n1.imgae: is not a known key; did you mean "image"?');
    await expect(store.load()).rejects.toMatchObject({ code: 'REGISTRY_INVALID', where: { line: 2, column: 9 } });
    await write('a.yaml', GOOD);
    await write('b.yaml', '');
    expect((await store.load()).nodeNames).toEqual(['n1']);
  });

  it('refuses text that is not UTF-8', async () => {
    const { store, path } = await site({});
    await writeFile(path('a.yaml'), Buffer.from([0x61, 0xff]));
    expect(await problemsOf(store.load())).toEqual([': : the file is not UTF-8 text']);
  });

  it('asks plugins for their fields at the first use', async () => {
    const nodeFields = vi.fn(() => ({ weight: Type.Integer() }));
    const { store } = await site({ 'a.yaml': 'nodes:\n  n1:\n    weight: 7\n' }, { nodeFields });
    expect(nodeFields).not.toHaveBeenCalled();
    expect((await store.load()).node('n1')?.extra).toEqual({ weight: 7 });
  });
});

describe('createFileStore: apply', () => {
  it('changes several files together and returns the new view', async () => {
    const { store, path } = await site({ 'a.yaml': GOOD, 'b.yaml': 'nodes:\n  n2:\n    image: x\n' });
    const before = await store.load();
    const view = await store.apply(
      [
        { kind: 'node', name: 'n1', body: { image: 'b' } },
        { kind: 'node', name: 'n2', body: undefined },
      ],
      before.id,
    );
    expect(view.nodeNames).toEqual(['n1']);
    expect(await store.load()).toBe(view);
    expect([await readFile(path('a.yaml'), 'utf8'), await readFile(path('b.yaml'), 'utf8')]).toEqual([
      'nodes:\n  n1:\n    image: b\n',
      'nodes:\n',
    ]);
  });

  it('refuses edits of content that has changed since', async () => {
    const { store, write, path } = await site({ 'a.yaml': GOOD });
    const { id } = await store.load();
    await write('a.yaml', `${GOOD}# seen\n`);
    await expect(store.apply([{ kind: 'node', name: 'n1', body: {} }], id)).rejects.toMatchObject({
      code: 'REGISTRY_CONFLICT',
    });
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(`${GOOD}# seen\n`);
  });

  it('writes nothing when a result would not be valid, and says what is wrong', async () => {
    const { store, folder, path } = await site({ 'a.yaml': GOOD });
    const edits = [
      { kind: 'node', name: 'n1', body: { image: 'b' } },
      { kind: 'node', name: 'n2', body: { profiles: ['missing'] } },
    ] as const;
    expect(await problemsOf(store.apply(edits))).toEqual(['4:9 nodes.n2.profiles.0: there is no profile "missing"']);
    expect(await problemsOf(store.apply([{ kind: 'node', name: '../x', body: { image: 5, x: 1 } }]))).toHaveLength(2);
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(GOOD);
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });

  it('refuses to delete what is not there, with the nearest name', async () => {
    const { store } = await site({ 'a.yaml': GOOD });
    await expect(store.apply([{ kind: 'node', name: 'n7', body: undefined }])).rejects.toMatchObject({
      code: 'REGISTRY_UNKNOWN_ENTRY',
      sentence: 'there is no node "n7"; did you mean "n1"?',
    });
  });

  it('makes changes one after the other, also of two stores', async () => {
    const { store, reopen } = await site({ 'a.yaml': GOOD }, { lockWaitMs: 10_000 });
    const other = reopen();
    const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
    await Promise.all(
      names.map((name, index) => (index % 2 === 0 ? store : other).apply([{ kind: 'node', name, body: {} }])),
    );
    expect((await store.load()).nodeNames).toEqual([...names, 'n1']);
  });

  it('keeps the mode of a file and leaves nothing lying about', async () => {
    const { store, folder, state, path } = await site({ 'a.yaml': GOOD });
    await chmod(path('a.yaml'), 0o640);
    await store.apply([{ kind: 'node', name: 'n1', body: { image: 'b' } }]);
    expect((await stat(path('a.yaml'))).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['a.yaml']);
    expect(await readdir(state)).toEqual([]);
  });
});

describe('createFileStore: last good content', () => {
  it('is there after a start with broken files, with the id it had', async () => {
    const { store, state, write, reopen } = await site({ 'a.yaml': GOOD });
    const lastGoodFile = join(state, 'last-good.json');
    expect(await store.loadLastGood()).toBeUndefined();
    const first = reopen({ lastGoodFile });
    const { id } = await first.load();
    await first.close();
    expect((await stat(lastGoodFile)).mode & 0o777).toBe(0o600);
    await write('a.yaml', 'nodes: [');
    const second = reopen({ lastGoodFile });
    await expect(second.load()).rejects.toMatchObject({ code: 'REGISTRY_INVALID' });
    const view = await second.loadLastGood();
    expect(view?.id).toBe(id);
    expect(view?.node('n1')?.image).toBe('a');
    expect(view?.origins('n1').get('image')?.where).toMatchObject({ path: 'nodes.n1.image' });
  });

  it('is not used when damaged or checked with other fields', async () => {
    const { state, reopen } = await site({ 'a.yaml': 'nodes:\n  n1: { weight: 1 }\n' });
    const lastGoodFile = join(state, 'last-good.json');
    const first = reopen({ lastGoodFile, nodeFields: () => ({ weight: Type.Integer() }) });
    await first.load();
    await first.close();
    const second = reopen({ lastGoodFile });
    expect(await second.loadLastGood()).toBeUndefined();
    expect(await problemsOf(second.load())).toHaveLength(1);
    await writeFile(lastGoodFile, (await readFile(lastGoodFile, 'utf8')).slice(0, -5));
    expect(
      await reopen({ lastGoodFile, nodeFields: () => ({ weight: Type.Integer() }) }).loadLastGood(),
    ).toBeUndefined();
  });

  it('gives places in files again after a start from it', async () => {
    const { state, reopen } = await site({ 'a.yaml': GOOD });
    const lastGoodFile = join(state, 'last-good.json');
    const first = reopen({ lastGoodFile });
    await first.load();
    await first.close();
    const view = await reopen({ lastGoodFile }).load();
    expect(view.origins('n1').get('image')?.where).toMatchObject({ line: 3, column: 5 });
  });
});

describe('createFileStore: watch', () => {
  const watch = { debounceMs: 10, pollMs: 50 };

  it('tells of edits from outside, of new files and removed ones, and not of its own writes', async () => {
    const { store, write, path } = await site({ 'a.yaml': GOOD }, { watch });
    await store.load();
    const changed = vi.fn();
    const stop = await store.watch(changed);
    await store.apply([{ kind: 'node', name: 'n1', body: { image: 'own' } }]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(changed).not.toHaveBeenCalled();
    await write('b.yaml', 'nodes:\n  n2: {}\n');
    await vi.waitFor(() => {
      expect(changed).toHaveBeenCalledTimes(1);
    }, 5000);
    expect((await store.load()).nodeNames).toEqual(['n1', 'n2']);
    await rm(path('b.yaml'));
    await vi.waitFor(() => {
      expect(changed).toHaveBeenCalledTimes(2);
    }, 5000);
    await stop();
    await write('a.yaml', '');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('notices a folder that comes into being later', async () => {
    const { store, folder } = await site({}, { watch });
    await rm(folder, { recursive: true });
    await store.load();
    const changed = vi.fn();
    await store.watch(changed);
    await store.apply([{ kind: 'node', name: 'n1', body: {} }]);
    expect(await readdir(folder)).toEqual(['nodes.yaml']);
    await writeFile(join(folder, 'b.yaml'), GOOD.replace('n1', 'n2'));
    await vi.waitFor(() => {
      expect(changed).toHaveBeenCalled();
    }, 5000);
  });
});
