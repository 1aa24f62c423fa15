import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'overlay list',
  summary: 'List overlays; those of the site hide distribution overlays of the same name',
  lists: true,
  examples: ['muster overlay list'],
  run: async (context) => {
    const { overlayCalls } = await import('@muster/core/client');
    const control = await context.control();
    context.table(await control.call(overlayCalls.list, {}));
    return undefined;
  },
};
