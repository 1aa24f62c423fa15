import { type CliCommand, requiredText } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'node delete',
  summary: 'Delete nodes and their host keys',
  arguments: [{ syntax: '<nodeset>', summary: 'names or a selection', completes: 'nodeset' }],
  changes: true,
  plans: true,
  destroys: true,
  result: { deleted: 'names of the nodes' },
  examples: ['muster node delete n40', 'muster node delete n[01-40] --yes'],
  run: async (context, args) => {
    const { nodeCalls } = await import('@muster/core/client');
    const control = await context.control();
    const nodeSet = requiredText(args, 'nodeset');
    const names = await control.call(nodeCalls.select, { nodeSet });
    await context.confirm(`Delete ${counted(names.length, 'node')} (${nodeSet}) and their host keys?`);
    const deleted = await control.call(nodeCalls.delete, { nodeSet: names.join(',') });
    context.tell(`deleted ${counted(deleted.length, 'node')}`, { deleted });
    return undefined;
  },
};
