import { type CliCommand, requiredText } from '../../command.ts';

export const show: CliCommand = {
  name: 'profile show',
  summary: 'Show a profile as it is written',
  arguments: [{ syntax: '<profile>', summary: 'name of the profile' }],
  lists: true,
  examples: ['muster profile show default --output yaml'],
  run: async (context, args) => {
    const { describeProfile } = await import('@muster/core');
    const { services } = await context.site();
    const { body, values } = describeProfile(await services.registry.load(), requiredText(args, 'profile'));
    context.show(body, values);
    return undefined;
  },
};
