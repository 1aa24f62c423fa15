import { type CliCommand, requiredText } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'image delete',
  summary: 'Delete an image with its tree',
  arguments: [{ syntax: '<image>', summary: 'name of the image' }],
  destroys: true,
  examples: ['muster image delete debian-old'],
  run: async (context, args) => {
    const { existingImage, nodesOfImage } = await import('@muster/core');
    const { services } = await context.site();
    const { name } = await existingImage(services, requiredText(args, 'image'));
    const users = nodesOfImage(await services.registry.load(), name);
    const warning = users.length === 0 ? '' : ` ${counted(users.length, 'node')} will not boot without it.`;
    await context.confirm(`Delete image ${name}?${warning}`);
    await services.images.delete(name);
    context.print(`deleted image ${name}`);
    return undefined;
  },
};
