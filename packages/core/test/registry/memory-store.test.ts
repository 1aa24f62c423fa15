import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/registry/index.ts';
import { problemsOf } from './support.ts';

describe('createMemoryStore', () => {
  it('behaves as a store of files does', async () => {
    const store = createMemoryStore({ nodes: { n1: { image: 'a' } } });
    const before = await store.load();
    const after = await store.apply(
      [
        { kind: 'node', name: 'n2', body: {} },
        { kind: 'node', name: 'n1', body: undefined },
      ],
      before.id,
    );
    expect(after.nodeNames).toEqual(['n2']);
    expect((await store.load()).id).toBe(after.id);
    await expect(store.apply([], before.id)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT' });
    await expect(store.apply([{ kind: 'profile', name: 'x', body: undefined }])).rejects.toMatchObject({
      code: 'REGISTRY_UNKNOWN_ENTRY',
    });
  });

  it('checks what it is given', async () => {
    const store = createMemoryStore({ nodes: { n1: { imgae: 'a' } } });
    expect((await problemsOf(store.load()))[0]).toContain('nodes.n1.imgae: is not a known key; did you mean "image"?');
  });
});
