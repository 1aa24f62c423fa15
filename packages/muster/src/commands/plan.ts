import { type CliCommand, requiredText, textOf } from '../command.ts';
import { showPlan } from '../plan.ts';
import { snapshotNumber } from '../snapshot-number.ts';

export const plan: CliCommand = {
  name: 'plan',
  summary: 'Show which nodes get something else from one snapshot than from another',
  arguments: [
    { syntax: '<from>', summary: 'number of a snapshot; see muster history', completes: 'snapshot' },
    { syntax: '[to]', summary: 'number of a later one; without it the current one', completes: 'snapshot' },
  ],
  lists: true,
  examples: ['muster plan 41', 'muster plan 38 41', 'muster node set n[01-40] --image debian-2 --dry-run'],
  run: async (context, args) => {
    const { planCalls } = await import('@muster/core/client');
    const control = await context.control();
    const to = textOf(args, 'to');
    const groups = await control.call(planCalls.snapshots, {
      from: await snapshotNumber(requiredText(args, 'from')),
      to: to === undefined ? undefined : await snapshotNumber(to),
    });
    showPlan(context, groups);
    return undefined;
  },
};
