import type { Static } from 'typebox';
import type { ControlContext, Procedure } from '../procedure.ts';
import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { historyCalls } from './history.ts';
import { imageCalls } from './image.ts';
import { nodeCalls } from './node.ts';
import { profileCalls } from './profile.ts';
import { changes, names } from './words.ts';

const groups = Type.Array(
  Type.Object({
    nodes: Type.String({ description: 'nodes that change alike, as a node set' }),
    count: Type.Integer(),
    action: Type.Words(['reboot', 'refresh', 'first boot', 'nothing']),
    parts: Type.Array(Type.Object({ part: Type.String(), detail: Type.String() })),
  }),
);

/** Calls that edit the registry, by name: what can be planned by making the edits in memory. */
const edits = [...Object.values(nodeCalls), ...Object.values(profileCalls)].filter((call) => 'changes' in call);

const change = procedure({
  name: 'plan.change',
  summary: 'Which nodes would get something else if a change were made; nothing is written',
  method: 'POST',
  path: '/plan',
  input: Type.Object({
    call: Type.Words(
      [...edits, historyCalls.rollback, imageCalls.delete].map(({ name }) => name),
      { description: 'name of the call that would change something' },
    ),
    input: Type.Unknown({ description: 'its input' }),
  }),
  output: groups,
  run: async (context, { call, input }) => {
    const before = await context.snapshot();
    const after = await whatIf(context, before, call, input);
    return after === undefined ? [] : compare(context, before, after);
  },
});

const snapshots = procedure({
  name: 'plan.snapshots',
  summary: 'Which nodes get something else from one snapshot than from another',
  method: 'GET',
  path: '/plan/snapshots',
  input: Type.Object({
    from: Type.Integer(),
    to: Type.Optional(Type.Integer({ description: 'default: the current one' })),
  }),
  output: groups,
  run: async (context, { from, to }) => {
    const { history } = context.site;
    const after = to === undefined ? await context.snapshot() : await history.read(to);
    return compare(context, await history.read(from), after);
  },
});

const missing = procedure({
  name: 'plan.missing',
  summary: 'Images and overlays that a change names and that do not exist, a sentence each',
  method: 'POST',
  path: '/plan/missing',
  input: Type.Object({ changes }),
  output: names,
  run: async ({ snapshot }, input) => {
    const { missingNames } = await import('../../operations/missing-names.ts');
    return missingNames(await snapshot(), input.changes);
  },
});

type Snapshot = Awaited<ReturnType<ControlContext['snapshot']>>;

/** The snapshot that would come of a call; undefined when nothing changes. Throws what the call would throw. */
async function whatIf(
  context: ControlContext,
  before: Snapshot,
  call: string,
  input: unknown,
): Promise<Snapshot | undefined> {
  const { rolledBack, withoutImage } = await import('../../plan/what-if.ts');
  if (call === historyCalls.rollback.name) {
    const { number, images } = input as Static<typeof historyCalls.rollback.input>;
    return rolledBack(before, await context.site.history.read(number), { images });
  }
  if (call === imageCalls.delete.name) {
    const { existingImage } = await import('../../operations/images.ts');
    const { image } = input as Static<typeof imageCalls.delete.input>;
    return withoutImage(before, (await existingImage(context.site.services, image)).name);
  }
  const { previewSite } = await import('../../plan/preview.ts');
  const what = edits.find(({ name }) => name === call);
  if (what === undefined) throw new Error(`${call} cannot be planned`);
  const preview = previewSite(context.site);
  await (what as Procedure).run({ ...context, site: preview.site }, input);
  const registry = preview.changed();
  return registry === undefined ? undefined : { ...before, registry };
}

async function compare(context: ControlContext, before: Snapshot, after: Snapshot) {
  const { compareSnapshots } = await import('../../plan/compare.ts');
  return compareSnapshots(context.site, before, after, (done, total) => {
    context.progress('comparing nodes', done, total);
  });
}

export const planCalls = { change, snapshots, missing };
