import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { names, optionalText } from './words.ts';

const list = procedure({
  name: 'history.list',
  summary: 'Snapshots that were current, the newest first: when, by whom, why',
  method: 'GET',
  path: '/history',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({
      number: Type.Integer(),
      id: Type.String(),
      time: Type.Integer({ description: 'milliseconds since the epoch' }),
      author: Type.String({ description: 'login name; - for edits from outside' }),
      reason: optionalText,
      changed: names,
    }),
  ),
  run: ({ site }) => site.history.list(),
});

const diff = procedure({
  name: 'history.diff',
  summary: 'What differs between two snapshots, as it was written',
  method: 'GET',
  path: '/history/diff',
  input: Type.Object({
    from: Type.Integer(),
    to: Type.Optional(Type.Integer({ description: 'default: the current one' })),
  }),
  output: Type.Array(
    Type.Object({
      kind: Type.Words(['node', 'profile', 'image', 'overlay', 'config']),
      name: Type.String({ description: 'nodes that differ alike are one node set' }),
      field: Type.String(),
      before: Type.Optional(Type.Unknown()),
      after: Type.Optional(Type.Unknown()),
    }),
  ),
  run: async (context, { from, to }) => {
    const { diffSnapshots } = await import('../../history/diff.ts');
    const { history } = context.site;
    const after = to === undefined ? await context.snapshot() : await history.read(to);
    return diffSnapshots(await history.read(from), after);
  },
});

const rollback = procedure({
  name: 'history.rollback',
  summary: "Makes registry, the site's overlays and images what they were in a snapshot",
  method: 'POST',
  path: '/history/rollback',
  changes: true,
  input: Type.Object({
    number: Type.Integer(),
    images: Type.Boolean({ description: 'also what image names stand for' }),
  }),
  output: Type.Object({
    number: Type.Integer(),
    aside: Type.String({ description: 'folder with a copy of what was there' }),
    removed: Type.Array(Type.String(), { description: 'registry files that are no longer there' }),
  }),
  run: async ({ site }, wanted) => {
    const { rollBack } = await import('../../history/rollback.ts');
    const parts = { ...site.services, history: site.history, paths: site.site.paths };
    return { number: wanted.number, ...(await rollBack(parts, wanted)) };
  },
});

export const historyCalls = { list, diff, rollback };
