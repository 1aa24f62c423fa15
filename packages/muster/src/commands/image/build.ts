import { type CliCommand, requiredText } from '../../command.ts';
import { IMAGE_ROW, imageRow } from '../../image-row.ts';
import { showWork } from '../../output/work.ts';
import { buildFor } from './build-for.ts';

export const build: CliCommand = {
  name: 'image build',
  summary: 'Build an image after its tree was changed; nodes get the new one at their next boot',
  arguments: [{ syntax: '<image>', summary: 'name of the image', completes: 'image' }],
  options: [
    {
      flags: '--for <root>',
      summary: 'also what this root (boot.root) of a two-stage boot is made of; that of its nodes is built anyway',
      repeat: true,
    },
  ],
  lists: true,
  changes: true,
  result: IMAGE_ROW,
  examples: ['muster image build debian', 'muster image build debian --for overlay'],
  run: async (context, args, options) => {
    const { existingImage } = await import('@muster/core');
    const site = await context.site();
    const { name } = await existingImage(site.services, requiredText(args, 'image'));
    const record = await buildFor(site, name, {
      wanted: (options.for ?? []) as string[],
      onProgress: showWork(context),
    });
    await context.settle();
    const row = imageRow(record);
    context.show(row, [row]);
    return undefined;
  },
};
