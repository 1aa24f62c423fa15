import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { nodeSet, optionalText } from './words.ts';

const wait = Type.Integer({
  description: 'milliseconds to wait for the word of agents; 0: not at all',
  minimum: 0,
  maximum: 86_400_000,
});

const refresh = procedure({
  name: 'agent.refresh',
  summary: 'Has agents look at every file of their runtime overlays and put right what differs',
  method: 'POST',
  path: '/agents/refresh',
  input: Type.Object({ nodeSet, wait }),
  output: Type.Array(
    Type.Object({
      node: Type.String(),
      result: Type.Words(['asked', 'unchanged', 'updated', 'failed', 'no agent', 'no answer']),
      changes: Type.Optional(Type.Integer({ description: 'files, folders and links changed' })),
      detail: optionalText,
    }),
  ),
  run: async (context, input) => {
    const { refreshNodes } = await import('../../operations/refresh.ts');
    return refreshNodes(context, input.nodeSet, input.wait);
  },
});

const diff = procedure({
  name: 'agent.diff',
  summary: 'What on a running node does not match its runtime overlays',
  method: 'GET',
  path: '/agents/diff',
  input: Type.Object({ node: Type.String(), wait }),
  output: Type.Array(
    Type.Object({
      path: Type.String(),
      what: Type.String({ description: 'missing, type, content, owner or mode' }),
      wanted: optionalText,
      found: optionalText,
    }),
  ),
  run: async (context, { node, wait: patience }) => {
    const { diffNode } = await import('../../operations/refresh.ts');
    return diffNode(context, node, patience);
  },
});

export const agentCalls = { refresh, diff };
