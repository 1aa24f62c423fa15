import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { fieldChanges, nodeSetOptions } from '../../node-fields.ts';
import { noteMissing } from '../../note-missing.ts';
import { counted } from '../../words.ts';

export const set: CliCommand = {
  name: 'node set',
  summary: 'Change fields of nodes',
  arguments: [
    { syntax: '<nodeset>', summary: 'names, or a selection: n[01-40], @profile:gpu, @all', completes: 'nodeset' },
  ],
  options: nodeSetOptions,
  changes: true,
  plans: true,
  result: { changed: 'names of the nodes that are different now' },
  examples: [
    'muster node set n[01-40] --image debian-2 --kernel-args "quiet console=ttyS0"',
    'muster node set n01 --set networkDevices.ib0.type=infiniband --unset tags.rack',
  ],
  run: async (context, args, options) => {
    const { nodeCalls } = await import('@muster/core/client');
    const changes = await fieldChanges(options);
    const address = textOf(options, 'address');
    if (changes.length === 0 && address === undefined) {
      throw (await import('../../errors.ts')).cliErrors.nothingToChange('node set');
    }
    const control = await context.control();
    await noteMissing(context, changes);
    const nodeSet = requiredText(args, 'nodeset');
    const network = textOf(options, 'network');
    const changed = await control.call(nodeCalls.set, { nodeSet, changes, network, address });
    context.tell(
      changed.length === 0
        ? 'nothing to change: the values are these already'
        : `changed ${counted(changed.length, 'node')}`,
      { changed },
    );
    return undefined;
  },
};
