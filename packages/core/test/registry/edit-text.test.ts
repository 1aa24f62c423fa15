import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { naturalSort, type RegistryEdit } from '../../src/registry/index.ts';
import { FUZZ_TIMEOUT, RUNS, site } from './support.ts';

/** The text of `nodes.yaml` after edits. */
async function edited(text: string, ...edits: RegistryEdit[]): Promise<string> {
  const { store, path } = await site({ 'nodes.yaml': text });
  await store.apply(edits);
  return readFile(path('nodes.yaml'), 'utf8');
}

const node = (name: string, body: RegistryEdit['body']): RegistryEdit => ({ kind: 'node', name, body });

const COMMENTED = `# Our cluster
profiles:
  # What every node gets
  base:
    image: debian # bookworm
    kernel:
      args: [quiet, console=ttyS0]

nodes:
  # Rack 1
  n1:
    profiles:
      - base # keep this
      - gpu

    # why it is so
    tags: { rack: "1" }
  # Rack 2
  n2: # spare
  n3:   {}   # odd spacing
# the end
`;

const WITH_GPU = COMMENTED.replace('nodes:\n', '  gpu: {}\nnodes:\n');

describe('edits of registry files', () => {
  it('changes only the lines of the entry, keeping its comments', async () => {
    const body = { profiles: ['base'], tags: { rack: '2', slot: '07' }, comment: 'moved' };
    expect(await edited(WITH_GPU, node('n1', body))).toBe(
      WITH_GPU.replace(
        '      - gpu\n\n    # why it is so\n    tags: { rack: "1" }\n',
        '\n    # why it is so\n    tags: { rack: "2", slot: "07" }\n    comment: moved\n',
      ).replace('keep this\n\n', 'keep this\n\n'),
    );
  });

  it('fills a node without a body', async () => {
    expect(await edited('nodes:\n  n1: # spare\n  n2:\n', node('n1', { image: 'a' }))).toBe(
      'nodes:\n  n1:\n    # spare\n    image: a\n  n2:\n',
    );
  });

  it('adds nodes at the end of their section and removes nodes, leaving the rest alone', async () => {
    const text = await edited(
      WITH_GPU,
      node('n4', { image: 'a', kernel: { args: ['x', '1'] } }),
      node('n2', undefined),
    );
    expect(text).toBe(
      WITH_GPU.replace('  n2: # spare\n', '').replace(
        '# odd spacing\n',
        '# odd spacing\n  n4:\n    image: a\n    kernel:\n      args:\n        - x\n        - "1"\n',
      ),
    );
  });

  it('puts new nodes and profiles into files of their own', async () => {
    const { store, path } = await site({ 'site.yaml': WITH_GPU });
    await store.apply([node('n9', {}), { kind: 'profile', name: 'new', body: { image: 'x' } }]);
    expect(await readFile(path('nodes.yaml'), 'utf8')).toBe('nodes:\n  n9: {}\n');
    expect(await readFile(path('profiles.yaml'), 'utf8')).toBe('profiles:\n  new:\n    image: x\n');
    expect(await readFile(path('site.yaml'), 'utf8')).toBe(WITH_GPU);
  });

  it('gives a node of a set an entry with what differs', async () => {
    const text = 'nodes:\n  n[1-3]:\n    image: a\n    tags: { x: "1" }\n';
    expect(await edited(text, node('n2', { image: 'a', tags: { x: '2' }, comment: 'own' }))).toBe(
      `${text}  n2:\n    tags:\n      x: "2"\n    comment: own\n`,
    );
  });

  it('takes a node out of a set when it lacks something the set has, or is deleted', async () => {
    const text = 'nodes:\n  # all\n  n[01-04]:\n    image: a # why\n    comment: b\n';
    const out = (key: string): string => text.replace('n[01-04]', key);
    expect(await edited(text, node('n02', { image: 'a' }))).toBe(`${out('n[01,03-04]')}  n02:\n    image: a\n`);
    expect(await edited(text, node('n01', undefined), node('n03', undefined))).toBe(out('n[02,04]'));
    expect(await edited(text, ...['n01', 'n02', 'n03', 'n04'].map((name) => node(name, undefined)))).toBe(
      'nodes:\n  # all\n',
    );
  });

  it('writes nothing when nothing changes', async () => {
    expect(await edited(WITH_GPU, node('n3', {}), node('n1', { profiles: ['base', 'gpu'], tags: { rack: '1' } }))).toBe(
      WITH_GPU,
    );
  });

  it('keeps Windows line ends', async () => {
    const text = 'nodes:\r\n  n1:\r\n    # why\r\n    image: a\r\n';
    expect(await edited(text, node('n1', { image: 'b' }), node('n2', {}))).toBe(
      'nodes:\r\n  n1:\r\n    # why\r\n    image: b\r\n  n2: {}\r\n',
    );
  });

  it('edits files in flow style, with anchors, with an empty section and without one', async () => {
    expect(await edited('nodes: {n1: {image: a}, n2: {}}\n', node('n1', { image: 'b' }))).toBe(
      'nodes: {n1: {image: b}, n2: {}}\n',
    );
    expect(await edited('nodes:\n  n1: &a { image: a }\n  n2: *a\n', node('n2', { image: 'a', comment: 'c' }))).toBe(
      'nodes:\n  n1: &a { image: a }\n  n2:\n    image: a\n    comment: c\n',
    );
    expect(await edited('# mine\nnodes: {}\n', node('n1', {}))).toBe('# mine\nnodes:\n  n1: {}\n');
    expect(await edited('# mine\n', node('n1', {}))).toBe('# mine\n\nnodes:\n  n1: {}\n');
  });

  it('edits what stands in JSON', async () => {
    const text = JSON.stringify({ nodes: { n1: { image: 'a' } } }, null, 2);
    expect(load(await edited(text, node('n1', { image: 'b' }), node('n2', {})))).toEqual({
      nodes: { n1: { image: 'b' }, n2: {} },
    });
  });
});

describe('edits, for any content', () => {
  const word = fc.constantFrom(
    'a',
    '~',
    '007',
    'true',
    ' x ',
    'x: y',
    '# z',
    "it's",
    '"q"',
    'line\nline\n',
    'é',
    '-',
    '*a',
    '',
  );
  const body = fc.record(
    {
      comment: fc.oneof(word, fc.constant(null)),
      tags: fc.dictionary(fc.constantFrom('a', 'b b', '7', '#'), word, { noNullPrototype: true }),
      kernel: fc.record({ args: fc.array(fc.constantFrom('a', '~a', 'x=1', '1.10')) }, { noNullPrototype: true }),
      networkDevices: fc.constantFrom({}, { d: { mtu: 9000, onboot: false } }, { d: null, e: { dns: ['1.1.1.1'] } }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const name = fc.constantFrom('n1', 'n2', 'n3', 'n4', 'm1');
  const edits = fc.array(fc.tuple(name, fc.option(body, { nil: undefined })), { minLength: 1, maxLength: 4 });

  it(
    'does what was asked and nothing else, and no comment above an entry or on a kept value is lost',
    async () => {
      const text =
        '# top\nnodes:\n  # about set\n  n[1-3]: # set\n    comment: c # kept\n    tags:\n      # about a\n      a: "1"\n  # about m1\n  m1:\n    kernel: { args: [a] }\n  # about n2\n  n2:\n    image: x # image\n# end\n';
      const { folder, store, write, path } = await site({});
      await fc.assert(
        fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async (rounds) => {
          await write('nodes.yaml', text);
          let view = await store.load();
          expect(view.nodeNames, folder).toEqual(['m1', 'n1', 'n2', 'n3']);
          for (const round of rounds) {
            const known = new Map(view.nodeNames.map((one) => [one, view.rawNode(one)]));
            const list = new Map(round.filter(([one, value]) => value !== undefined || known.has(one)));
            view = await store.apply(
              [...list].map(([one, value]) => node(one, value)),
              view.id,
            );
            for (const [one, value] of list) known.set(one, value);
            for (const [one, value] of known) expect(view.rawNode(one)).toEqual(value);
            const wanted = [...known].filter(([, value]) => value !== undefined).map(([one]) => one);
            expect(view.nodeNames).toEqual(naturalSort(wanted));
          }
          const after = await readFile(path('nodes.yaml'), 'utf8');
          for (const comment of ['# top\n', '  # about set\n', '  # about m1\n', '  # about n2\n', '# end\n'])
            expect(after).toContain(comment);
        }),
        { numRuns: Math.min(Math.ceil(RUNS / 20), 1000) },
      );
    },
    FUZZ_TIMEOUT,
  );
});
