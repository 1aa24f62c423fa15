import type { CliCommand } from '../../command.ts';

export const commands: CliCommand = {
  name: 'plugin commands',
  summary: "List the commands that the site's plugins bring",
  lists: true,
  examples: ['muster plugin commands'],
  run: async (context) => {
    const { provisioner } = await context.site();
    context.table(
      provisioner.contributions.of('commands').map(({ plugin, item }) => ({
        command: `muster ${[item.name, ...(item.arguments ?? []).map(({ syntax }) => syntax)].join(' ')}`,
        plugin,
        summary: item.summary,
      })),
    );
    return undefined;
  },
};
