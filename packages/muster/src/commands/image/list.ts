import type { CliCommand } from '../../command.ts';
import { imageRow } from '../../image-row.ts';

export const list: CliCommand = {
  name: 'image list',
  summary: 'List images',
  lists: true,
  examples: ['muster image list'],
  run: async (context) => {
    const { services } = await context.site();
    context.table((await services.images.list()).map(imageRow));
    return undefined;
  },
};
