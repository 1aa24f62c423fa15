import { procedure } from '../procedure.ts';
import { CONTROL_API } from '../protocol.ts';
import { Type } from '../schema.ts';
import { optionalText, place } from './words.ts';

const problem = Type.Object({
  code: Type.String(),
  sentence: Type.String(),
  remedy: Type.String(),
  where: Type.Optional(place),
  plugin: optionalText,
  hook: optionalText,
});

const failures = Type.Array(problem, {
  description:
    'why parts of the server go on with what they had before the snapshot in use, a DHCP server for instance',
});

/** Asked first by every client: a server answers it at once, whatever else it does. */
export const hello = procedure({
  name: 'server.hello',
  summary: 'Which server this is',
  method: 'GET',
  path: '/hello',
  input: Type.Object({}),
  output: Type.Object({ api: Type.Integer(), version: Type.String(), pid: Type.Integer() }),
  run: async () => {
    const { version } = await import('../version.ts');
    return { api: CONTROL_API, version, pid: process.pid };
  },
});

const status = procedure({
  name: 'server.status',
  summary: 'Whether a server runs, what it serves where, and how much there is',
  method: 'GET',
  path: '/status',
  input: Type.Object({}),
  output: Type.Object({
    daemon: Type.Boolean(),
    version: Type.String(),
    pid: Type.Optional(Type.Integer()),
    uptime: Type.Optional(Type.Number({ description: 'seconds' })),
    snapshot: Type.Object({
      number: Type.Integer(),
      id: Type.String(),
      time: Type.Integer({ description: 'milliseconds since the epoch when it became current' }),
    }),
    listeners: Type.Array(Type.Object({ what: Type.String(), address: Type.String(), port: Type.Integer() })),
    nodes: Type.Integer(),
    profiles: Type.Integer(),
    images: Type.Integer(),
    overlays: Type.Integer(),
    agents: Type.Optional(
      Type.Record(Type.Integer(), { description: 'agents of running nodes by their state, as in boots' }),
    ),
    problem: Type.Optional(problem),
    failures,
  }),
  run: async (context) => {
    const { describeServer } = await import('../../operations/describe-server.ts');
    return describeServer(context);
  },
});

const reload = procedure({
  name: 'server.reload',
  summary: 'Reads registry, images and overlays again; answers when what is new is in use',
  method: 'POST',
  path: '/reload',
  input: Type.Object({}),
  output: Type.Object({
    renewed: Type.Boolean({ description: 'something had changed and is in use now' }),
    snapshot: Type.Integer({ description: 'number of the snapshot in use' }),
    config: Type.Words(['same', 'changed', 'broken'], {
      description: 'the configuration itself is only read at start: whether a restart would find another one',
    }),
    problem: Type.Optional(problem),
    failures,
  }),
  run: async (context) => {
    const { reloadServer } = await import('../../operations/reload.ts');
    return reloadServer(context);
  },
});

export const serverCalls = { hello, status, reload };
