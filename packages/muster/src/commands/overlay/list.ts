import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'overlay list',
  summary: 'List overlays; those of the site hide distribution overlays of the same name',
  lists: true,
  examples: ['muster overlay list'],
  run: async (context) => {
    const { services } = await context.site();
    const overlays = await services.overlays.scan();
    context.table(
      [...overlays.values()].map(({ name, origin, entries, folder }) => ({
        name,
        origin,
        files: entries.filter(({ type }) => type !== 'directory').length,
        folder,
      })),
    );
    return undefined;
  },
};
