import { type CliCommand, requiredText } from '../../command.ts';
import { imageRow, rootLine } from '../../image-row.ts';
import { secureBootRow } from '../../secure-boot-row.ts';

export const show: CliCommand = {
  name: 'image show',
  summary: 'Show an image: kernels, digests, tree, nodes that boot it, whether it can boot under Secure Boot',
  arguments: [{ syntax: '<image>', summary: 'name of the image', completes: 'image' }],
  lists: true,
  examples: ['muster image show debian', 'muster image show debian --output json'],
  run: async (context, args) => {
    const { imageCalls } = await import('@muster/core/client');
    const control = await context.control();
    const { image, roots, secureBoot, ...more } = await control.call(imageCalls.show, {
      image: requiredText(args, 'image'),
    });
    const rows = Object.entries({
      ...imageRow(image),
      digest: image.archive?.digest,
      ...more,
      roots: roots.map(rootLine).join('; '),
      ...secureBootRow(secureBoot),
    });
    context.show(
      { ...image, ...more, roots, secureBoot },
      rows.map(([field, value]) => ({ field, value })),
    );
    return undefined;
  },
};
