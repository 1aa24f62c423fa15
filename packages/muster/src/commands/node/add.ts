import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { fieldChanges, nodeAddOptions } from '../../node-fields.ts';
import { counted } from '../../words.ts';

export const add: CliCommand = {
  name: 'node add',
  summary: 'Add nodes to the registry and make their host keys',
  arguments: [{ syntax: '<nodeset>', summary: 'names, e.g. n01 or n[01-40]' }],
  options: nodeAddOptions,
  examples: [
    'muster node add n01 --hwaddr 52:54:00:12:34:56 --address 10.0.0.11 --image debian',
    'muster node add n[01-40] --address 10.0.0.11 --profile default,gpu --tag rack=3',
  ],
  run: async (context, args, options) => {
    const { addNodes, parseAssignment, parseFieldPath } = await import('@muster/core');
    const { services } = await context.site();
    const address = textOf(options, 'address');
    const { nodes, keysMade } = await addNodes(services, requiredText(args, 'nodeset'), {
      changes: fieldChanges(options, parseAssignment, parseFieldPath),
      network: textOf(options, 'network') ?? 'default',
      ...(address === undefined ? {} : { address }),
    });
    context.print(`added ${counted(nodes.length, 'node')}, made host keys for ${keysMade.length}`);
    return undefined;
  },
};
