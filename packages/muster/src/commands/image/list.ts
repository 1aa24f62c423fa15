import type { CliCommand } from '../../command.ts';
import { imageRow } from '../../image-row.ts';

export const list: CliCommand = {
  name: 'image list',
  summary: 'List images',
  lists: true,
  examples: ['muster image list'],
  run: async (context) => {
    const { imageCalls } = await import('@muster/core/client');
    const control = await context.control();
    context.table((await control.call(imageCalls.list, {})).map(imageRow));
    return undefined;
  },
};
