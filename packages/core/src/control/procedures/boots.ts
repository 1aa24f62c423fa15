import { bootState, bootView } from '../../progress/view-schema.ts';
import { procedure, streamProcedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { nodeSet, optionalText } from './words.ts';

const machine = Type.String({ description: 'name of a node, or a MAC address' });

const list = procedure({
  name: 'boots.list',
  summary: 'Latest boot of every machine, or of the nodes of a node set',
  method: 'GET',
  path: '/boots',
  input: Type.Object({ nodeSet: Type.Optional(nodeSet) }),
  output: Type.Array(bootView),
  run: async (context, input) => {
    const { listBoots } = await import('../../operations/boots.ts');
    return listBoots(context, input.nodeSet);
  },
});

const timeline = procedure({
  name: 'boots.timeline',
  summary: 'The last boots of a machine, oldest first, each with its stages',
  method: 'GET',
  path: '/boots/timeline',
  input: Type.Object({ machine }),
  output: Type.Array(bootView),
  run: async (context, input) => {
    const { bootsOf } = await import('../../operations/boots.ts');
    return bootsOf(context, input.machine);
  },
});

const wait = procedure({
  name: 'boots.wait',
  summary: 'Waits until all nodes of a node set are in a state',
  method: 'GET',
  path: '/boots/wait',
  input: Type.Object({
    nodeSet,
    state: bootState,
    timeout: Type.Integer({ description: 'milliseconds', minimum: 0, maximum: 86_400_000 }),
  }),
  output: Type.Object({ reached: Type.Boolean(), boots: Type.Array(bootView) }),
  run: async (context, input) => {
    const { waitForBoots } = await import('../../operations/boots.ts');
    return waitForBoots(context, input.nodeSet, input.state, input.timeout);
  },
});

const watch = streamProcedure({
  name: 'boots.watch',
  summary: 'All boots, then those that change',
  method: 'GET',
  path: '/boots/watch',
  input: Type.Object({ nodeSet: Type.Optional(nodeSet) }),
  output: Type.Object({
    full: Type.Boolean({ description: 'the whole state; else only what changed' }),
    boots: Type.Array(bootView),
  }),
  run: async function* (context, input) {
    const { watchBoots } = await import('../../operations/boots.ts');
    yield* watchBoots(context, input.nodeSet);
  },
});

const events = streamProcedure({
  name: 'boots.events',
  summary: 'What happened while machines booted, as far as the journal goes back',
  method: 'GET',
  path: '/boots/events',
  input: Type.Object({
    machine: Type.Optional(machine),
    follow: Type.Optional(Type.Boolean({ description: 'goes on with what happens from now on' })),
  }),
  output: Type.Object({
    time: Type.Number({ description: 'milliseconds since the epoch' }),
    node: optionalText,
    mac: optionalText,
    address: optionalText,
    stage: Type.String(),
    outcome: Type.Words(['started', 'done', 'failed']),
    by: Type.String(),
    bytes: Type.Optional(Type.Number()),
    ms: Type.Optional(Type.Number()),
    detail: optionalText,
    boot: optionalText,
    total: Type.Optional(Type.Number()),
    digest: optionalText,
    clientClass: optionalText,
    code: optionalText,
    stranger: Type.Optional(
      Type.Boolean({ description: 'another machine, at this address, asked in the name of the node' }),
    ),
    snapshot: Type.Optional(Type.Number()),
  }),
  run: async function* (context, input) {
    const { bootEvents } = await import('../../operations/boots.ts');
    yield* bootEvents(context, input.machine, input.follow === true);
  },
});

export const bootCalls = { list, timeline, wait, watch, events };
