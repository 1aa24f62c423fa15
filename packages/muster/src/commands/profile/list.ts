import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'profile list',
  summary: 'List profiles and how many nodes have them',
  lists: true,
  examples: ['muster profile list'],
  run: async (context) => {
    const { nodesOfProfile } = await import('@muster/core');
    const { services } = await context.site();
    const view = await services.registry.load();
    context.table(
      view.profileNames.map((name) => {
        const { profiles, image, comment } = view.profile(name) ?? {};
        return { name, profiles, image, nodes: nodesOfProfile(view, name).length, comment };
      }),
    );
    return undefined;
  },
};
