import { type CliCommand, requiredText } from '../../command.ts';

export const show: CliCommand = {
  name: 'profile show',
  summary: 'Show a profile as it is written',
  arguments: [{ syntax: '<profile>', summary: 'name of the profile', completes: 'profile' }],
  lists: true,
  examples: ['muster profile show default --output yaml'],
  run: async (context, args) => {
    const { profileCalls } = await import('@muster/core/client');
    const control = await context.control();
    const { body, values } = await control.call(profileCalls.show, { profile: requiredText(args, 'profile') });
    context.show(body, values);
    return undefined;
  },
};
