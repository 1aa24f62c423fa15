import { explanationSchema } from '../../explain/schema.ts';
import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';

const node = procedure({
  name: 'explain.node',
  summary: 'What a node would get at each step of a boot, from the code that serves',
  method: 'GET',
  path: '/explain',
  input: Type.Object({
    node: Type.String(),
    as: Type.Optional(Type.String({ description: 'client class; default: what the machine was last seen as' })),
    at: Type.Optional(Type.Integer({ description: 'number of a kept snapshot; default: the current one' })),
  }),
  output: explanationSchema,
  run: async (context, { node: name, as, at }) => {
    const { explainNode } = await import('../../explain/explain-node.ts');
    const snapshot = at === undefined ? await context.snapshot() : await context.site.history.read(at);
    // As at its boot: the daemon makes host keys that are not there yet.
    if (context.daemon && snapshot.registry.rawNode(name) !== undefined) {
      await context.site.services.keys.ensure([name]).catch(() => undefined);
    }
    return explainNode(context.site, snapshot, name, as === undefined ? {} : { as });
  },
});

export const explainCalls = { node };
