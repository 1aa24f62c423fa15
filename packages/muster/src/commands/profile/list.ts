import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'profile list',
  summary: 'List profiles and how many nodes have them',
  lists: true,
  examples: ['muster profile list'],
  run: async (context) => {
    const { profileCalls } = await import('@muster/core/client');
    const control = await context.control();
    const found = await control.call(profileCalls.list, {});
    context.table(
      found.map(({ name, profiles, image, nodes, comment }) => ({ name, profiles, image, nodes, comment })),
    );
    return undefined;
  },
};
