import { describe, expect, it } from 'vitest';
import { createMemoryStore, type LiveGroups, selectNodes } from '../../src/registry/index.ts';

const NODES = { n01: {}, n02: {}, n03: {} };
const live: LiveGroups = (selector, value) => {
  if (selector === 'state' && value === 'up') return new Set(['n03', 'n01', 'gone']);
  return selector === 'outdated' && value === '' ? new Set(['n01']) : undefined;
};

describe('live groups in node sets', () => {
  it('stand beside names and other groups, also to be left out', async () => {
    const view = await createMemoryStore({ nodes: NODES, profiles: {} }).load();
    expect(selectNodes(view, '@state:up', live)).toEqual(['n01', 'n03']);
    expect(selectNodes(view, '@all!@state:up', live)).toEqual(['n02']);
    expect(selectNodes(view, '@outdated,n02', live)).toEqual(['n01', 'n02']);
  });

  it('are refused by name where there is no such group, or nobody knows what happens', async () => {
    const view = await createMemoryStore({ nodes: NODES, profiles: {} }).load();
    expect(() => selectNodes(view, '@state:sideways', live)).toThrow(/@state:sideways/);
    expect(() => selectNodes(view, '@state:up')).toThrow(/@state:up/);
  });
});
