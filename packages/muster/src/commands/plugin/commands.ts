import type { CliCommand } from '../../command.ts';

export const commands: CliCommand = {
  name: 'plugin commands',
  summary: "List the commands that the site's plugins bring",
  lists: true,
  examples: ['muster plugin commands'],
  run: async (context) => {
    const { pluginCalls } = await import('@muster/core/client');
    const control = await context.control();
    const found = await control.call(pluginCalls.commands, {});
    context.table(
      found.map(({ name, arguments: words, plugin, summary }) => ({
        command: `muster ${[name, ...words].join(' ')}`,
        plugin,
        summary,
      })),
    );
    return undefined;
  },
};
