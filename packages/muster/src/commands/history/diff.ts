import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { snapshotNumber } from '../../snapshot-number.ts';

export const diff: CliCommand = {
  name: 'diff',
  summary: 'Show what was changed between two snapshots, as it was written',
  arguments: [
    { syntax: '<from>', summary: 'number of a snapshot', completes: 'snapshot' },
    { syntax: '[to]', summary: 'number of a later one; without it the current one', completes: 'snapshot' },
  ],
  lists: true,
  examples: ['muster diff 41', 'muster diff 38 41'],
  run: async (context, args) => {
    const { historyCalls } = await import('@muster/core/client');
    const control = await context.control();
    const to = textOf(args, 'to');
    const differences = await control.call(historyCalls.diff, {
      from: await snapshotNumber(requiredText(args, 'from')),
      to: to === undefined ? undefined : await snapshotNumber(to),
    });
    if (differences.length === 0 && context.format === 'table') context.note('they are the same');
    else
      context.table(differences.map(({ kind, name, field, before, after }) => ({ kind, name, field, before, after })));
    return undefined;
  },
};
