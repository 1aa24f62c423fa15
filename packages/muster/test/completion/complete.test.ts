import { describe, expect, it } from 'vitest';
import { type Completed, complete, type Names } from '../../src/completion/complete.ts';

/** Names of a site where `kind` has the names `kind-1` and `kind-2`; remembers whether plugins were worth loading. */
function sample(): Names & { readonly asked: boolean[] } {
  const asked: boolean[] = [];
  return {
    asked,
    of: (kind, word) =>
      Promise.resolve([1, 2].map((n) => ({ value: `${kind}-${n}` })).filter(({ value }) => value.startsWith(word))),
    commands: (worthLoading) => {
      asked.push(worthLoading);
      if (!worthLoading) return Promise.resolve([]);
      const options = [{ flags: '--to <file>', summary: 'where to', completes: 'file' as const }];
      return Promise.resolve([
        { name: 'greet all', summary: 'Greet everybody', options, lists: true },
        {
          name: 'image greet',
          summary: 'Greet an image',
          arguments: [{ syntax: '<image>', summary: 'which', completes: 'image' }],
        },
      ]);
    },
  };
}

async function offered(...words: string[]): Promise<readonly string[] | 'files'> {
  const found: Completed = await complete(words, sample());
  return found === 'files' ? found : found.map(({ value }) => value);
}

describe('what is offered at the cursor', () => {
  it.each<[words: string[], offered: readonly string[] | 'files']>([
    [['overl'], ['overlay']],
    [
      ['overlay', ''],
      ['list', 'show', 'render'],
    ],
    [
      ['overlay', 'show', ''],
      ['overlay-1', 'overlay-2'],
    ],
    [['overlay', 'show', 'overlay-1', ''], []],
    [
      ['profile', 'delete', 'profile-1', 'pro'],
      ['profile-1', 'profile-2'],
    ],
    [
      ['node', 'set', ''],
      ['nodeset-1', 'nodeset-2'],
    ],
    [['node', 'show', 'n', '--or'], ['--origin']],
    [['node', 'show', '--origin', 'node-1', '--o'], ['--output']],
    [
      ['node', 'list', '--output', ''],
      ['table', 'json', 'yaml'],
    ],
    [['node', 'list', '--output=j'], ['--output=json']],
    [['node', 'list', '--output', 'json', '@'], []],
    [
      ['node', 'add', 'x', '--image', ''],
      ['image-1', 'image-2'],
    ],
    [['node', 'add', 'x', '--image=image-2'], ['--image=image-2']],
    [['node', 'add', 'x', '--tag', 'a=b', '--ta'], ['--tag']],
    [['node', 'add', 'x', '--comment', ''], []],
    [['node', 'show', '--', '-'], []],
    [['node', 'import', ''], 'files'],
    [['--config', ''], 'files'],
    [['--config=x.yaml', 'node', 'sho'], ['show']],
    [['--config', 'node', 'profile', 'sh'], ['show']],
    [['--c'], ['--config']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'exit'], ['exit-codes']],
    [['help', 'overlay', 'l'], ['list']],
    [['nonsense', ''], []],
  ])('%j: %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it.each<[words: string[], offered: readonly string[] | 'files']>([
    [['gre'], ['greet']],
    [['greet', ''], ['all']],
    [['greet', 'all', '--to', ''], 'files'],
    [
      ['greet', 'all', '--'],
      ['--to', '--output', '--config', '--help'],
    ],
    [['image', 'gr'], ['greet']],
    [
      ['image', 'greet', ''],
      ['image-1', 'image-2'],
    ],
    [['help', 'gr'], ['greet']],
  ])('has commands of plugins in it: %j: %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });

  it('does not have plugins loaded for what is our own', async () => {
    for (const words of [[''], ['node', ''], ['node', 'show', ''], ['node', 'show', '--o']]) {
      const names = sample();
      await complete(words, names);
      expect(names.asked, words.join(' ')).not.toContain(true);
    }
  });
});
