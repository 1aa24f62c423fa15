import type { ControlContext, Procedure } from '../procedure.ts';
import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { nodeCalls } from './node.ts';
import { profileCalls } from './profile.ts';

const groups = Type.Array(
  Type.Object({
    nodes: Type.String({ description: 'nodes that change alike, as a node set' }),
    count: Type.Integer(),
    action: Type.Words(['reboot', 'refresh', 'first boot', 'nothing']),
    parts: Type.Array(Type.Object({ part: Type.String(), detail: Type.String() })),
  }),
);

/** Calls that change nodes and profiles, by name: what can be planned. */
const planned = [...Object.values(nodeCalls), ...Object.values(profileCalls)].filter(
  (call) => 'changes' in call,
);

const change = procedure({
  name: 'plan.change',
  summary: 'Which nodes would get something else if a change were made; nothing is written',
  method: 'POST',
  path: '/plan',
  input: Type.Object({
    call: Type.Words(
      planned.map(({ name }) => name),
      { description: 'name of the call that would change something' },
    ),
    input: Type.Unknown({ description: 'its input' }),
  }),
  output: groups,
  run: async (context, { call, input }) => {
    const { previewSite } = await import('../../plan/preview.ts');
    const what = planned.find(({ name }) => name === call);
    if (what === undefined) throw new Error(`${call} cannot be planned`);
    const preview = previewSite(context.site);
    const before = await context.snapshot();
    await (what as Procedure).run({ ...context, site: preview.site }, input);
    const registry = preview.changed();
    return registry === undefined ? [] : compare(context, before, { ...before, registry });
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

type Snapshot = Awaited<ReturnType<ControlContext['snapshot']>>;

async function compare(context: ControlContext, before: Snapshot, after: Snapshot) {
  const { compareSnapshots } = await import('../../plan/compare.ts');
  return compareSnapshots(context.site, before, after, (done, total) => {
    context.progress('comparing nodes', done, total);
  });
}

export const planCalls = { change, snapshots };
