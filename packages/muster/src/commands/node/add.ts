import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { fieldChanges, nodeAddOptions } from '../../node-fields.ts';
import { noteMissing } from '../../note-missing.ts';
import { counted } from '../../words.ts';

export const add: CliCommand = {
  name: 'node add',
  summary: 'Add nodes to the registry and make their host keys',
  arguments: [{ syntax: '<nodeset>', summary: 'names, e.g. n01 or n[01-40]', completes: 'nodeset' }],
  options: nodeAddOptions,
  changes: true,
  plans: true,
  result: { added: 'names of the nodes', keysMade: 'names of those that got host keys' },
  examples: [
    'muster node add n01 --hwaddr 52:54:00:12:34:56 --address 10.0.0.11 --image debian',
    'muster node add n[01-40] --address 10.0.0.11 --profile default,gpu --tag rack=3',
  ],
  run: async (context, args, options) => {
    const { nodeCalls } = await import('@muster/core/client');
    const control = await context.control();
    const changes = await fieldChanges(options);
    await noteMissing(context, changes);
    const { nodes, keysMade } = await control.call(nodeCalls.add, {
      nodeSet: requiredText(args, 'nodeset'),
      changes,
      network: textOf(options, 'network'),
      address: textOf(options, 'address'),
    });
    context.tell(`added ${counted(nodes.length, 'node')}, made host keys for ${keysMade.length}`, {
      added: nodes,
      keysMade,
    });
    return undefined;
  },
};
