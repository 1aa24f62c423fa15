import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/registry/index.ts';
import { site } from './support.ts';

const GOOD = '# kept\nnodes:\n  n1:\n    image: a\n';
const edit = (image: string) => [{ kind: 'node' as const, name: 'n1', body: { image } }];

describe('a registry before it is written', () => {
  it('shows what an edit would make of it and writes nothing', async () => {
    const { store, path } = await site({ 'a.yaml': GOOD });
    const before = await store.load();
    const after = await store.preview(edit('b'));
    expect(after.node('n1')?.image).toBe('b');
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(GOOD);
    expect((await store.load()).id).toBe(before.id);
    expect((await store.apply(edit('b'))).id).toBe(after.id);
  });

  it('refuses a wrong edit as the edit itself would', async () => {
    const { store } = await site({ 'a.yaml': GOOD });
    const wrong = [{ kind: 'node' as const, name: 'n1', body: { imgae: 'b' } }];
    await expect(store.preview(wrong)).rejects.toMatchObject({ code: 'REGISTRY_INVALID' });
  });
});

describe('the texts of a registry', () => {
  it('are those of the view that is asked for, and none once they have changed', async () => {
    const { store, write } = await site({ 'a.yaml': GOOD });
    const { id } = await store.load();
    expect(await store.texts(id)).toEqual([{ name: 'a.yaml', text: GOOD }]);
    await write('a.yaml', 'nodes: {}\n');
    expect(await store.texts(id)).toBeUndefined();
  });

  it('make the same view again', async () => {
    const { store } = await site({ 'a.yaml': GOOD, 'b.yaml': 'profiles:\n  p: {}\n' });
    const view = await store.load();
    const again = await store.viewOf((await store.texts(view.id)) ?? []);
    expect(again.id).toBe(view.id);
    expect(again.origins('n1').get('image')?.where).toEqual(view.origins('n1').get('image')?.where);
  });

  it('replace the whole registry: files change, appear and go', async () => {
    const { store, folder } = await site({ 'a.yaml': GOOD, 'b.yaml': 'nodes:\n  n2: {}\n' });
    const { id } = await store.load();
    const wanted = [
      { name: 'a.yaml', text: 'nodes:\n  n1: {}\n' },
      { name: 'c.yaml', text: 'nodes:\n  n3: {}\n' },
    ];
    const view = await store.replace(wanted, id);
    expect(view.nodeNames).toEqual(['n1', 'n3']);
    expect((await readdir(folder)).sort()).toEqual(['a.yaml', 'c.yaml']);
    expect((await store.load()).id).toBe(view.id);
  });

  it('are not replaced when somebody changed them meanwhile, or when the new ones are broken', async () => {
    const { store, write, path } = await site({ 'a.yaml': GOOD });
    const { id } = await store.load();
    await expect(store.replace([{ name: 'a.yaml', text: 'nodes: [' }], id)).rejects.toMatchObject({
      code: 'REGISTRY_INVALID',
    });
    await write('a.yaml', `${GOOD}  n2: {}\n`);
    await expect(store.replace([], id)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT' });
    expect(await readFile(path('a.yaml'), 'utf8')).toContain('n2');
  });

  it('are kept by a registry in memory as well', async () => {
    const store = createMemoryStore({ nodes: { n1: { image: 'a' } } });
    const view = await store.load();
    const texts = (await store.texts(view.id)) ?? [];
    await store.apply(edit('b'));
    const changed = await store.load();
    expect((await store.replace(texts, changed.id)).node('n1')?.image).toBe('a');
    expect((await store.load()).id).toBe(view.id);
  });
});
