import { type CliCommand, requiredText } from '../../command.ts';
import { IMAGE_ROW, imageRow } from '../../image-row.ts';
import { showWork } from '../../output/work.ts';

export const build: CliCommand = {
  name: 'image build',
  summary: 'Build an image after its tree was changed; nodes get the new one at their next boot',
  arguments: [{ syntax: '<image>', summary: 'name of the image', completes: 'image' }],
  lists: true,
  changes: true,
  result: IMAGE_ROW,
  examples: ['muster image build debian'],
  run: async (context, args) => {
    const { existingImage } = await import('@muster/core');
    const { services } = await context.site();
    const { name } = await existingImage(services, requiredText(args, 'image'));
    const record = await services.images.build(name, { onProgress: showWork(context) });
    await context.settle();
    const row = imageRow(record);
    context.show(row, [row]);
    return undefined;
  },
};
