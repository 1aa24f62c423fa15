import { type CliCommand, listOf } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'profile delete',
  summary: 'Delete profiles that nobody uses',
  arguments: [{ syntax: '<names...>', summary: 'names of the profiles', completes: 'profile' }],
  changes: true,
  plans: true,
  destroys: true,
  result: { deleted: 'names of the profiles' },
  examples: ['muster profile delete gpu'],
  run: async (context, args) => {
    const { profileCalls } = await import('@muster/core/client');
    const names = listOf(args, 'names');
    const control = await context.control();
    await context.confirm(`Delete ${counted(names.length, 'profile')} (${names.join(', ')})?`);
    const deleted = await control.call(profileCalls.delete, { names });
    context.tell(`deleted ${counted(deleted.length, 'profile')}`, { deleted });
    return undefined;
  },
};
