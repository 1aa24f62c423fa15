import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'history',
  summary: 'List snapshots: what nodes got, since when, who changed it and why',
  lists: true,
  examples: ['muster history', 'muster history --output json'],
  run: async (context) => {
    const { historyCalls } = await import('@muster/core/client');
    const control = await context.control();
    const entries = await control.call(historyCalls.list, {});
    context.table(
      entries.map(({ number, time, author, changed, reason }) => ({
        snapshot: number,
        time: new Date(time).toISOString(),
        author,
        changed,
        reason,
      })),
    );
    return undefined;
  },
};
