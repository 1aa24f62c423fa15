import { type CliCommand, requiredText } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'image delete',
  summary: 'Delete an image with its tree',
  arguments: [{ syntax: '<image>', summary: 'name of the image', completes: 'image' }],
  changes: true,
  plans: true,
  destroys: true,
  result: { deleted: 'name of the image' },
  examples: ['muster image delete debian-old --dry-run', 'muster image delete debian-old --yes'],
  run: async (context, args) => {
    const { imageCalls } = await import('@muster/core/client');
    const control = await context.control();
    const { image, nodes } = await control.call(imageCalls.show, { image: requiredText(args, 'image') });
    const { name } = image;
    const warning = nodes.length === 0 ? '' : ` ${counted(nodes.length, 'node')} will not boot without it.`;
    await context.confirm(`Delete image ${name}?${warning}`);
    await control.call(imageCalls.delete, { image: name });
    context.tell(`deleted image ${name}`, { deleted: name });
    return undefined;
  },
};
