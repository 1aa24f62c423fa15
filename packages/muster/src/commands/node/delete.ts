import { type CliCommand, requiredText } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'node delete',
  summary: 'Delete nodes and their host keys',
  arguments: [{ syntax: '<nodeset>', summary: 'names or a selection' }],
  destroys: true,
  examples: ['muster node delete n40', 'muster node delete n[01-40] --yes'],
  run: async (context, args) => {
    const { deleteNodes, existingNodes } = await import('@muster/core');
    const { services } = await context.site();
    const nodeSet = requiredText(args, 'nodeset');
    const names = existingNodes(await services.registry.load(), nodeSet);
    await context.confirm(`Delete ${counted(names.length, 'node')} (${nodeSet}) and their host keys?`);
    const deleted = await deleteNodes(services, names.join(','));
    context.print(`deleted ${counted(deleted.length, 'node')}`);
    return undefined;
  },
};
