import { type CliCommand, listOf } from '../../command.ts';
import { counted } from '../../words.ts';

export const remove: CliCommand = {
  name: 'profile delete',
  summary: 'Delete profiles that nobody uses',
  arguments: [{ syntax: '<names...>', summary: 'names of the profiles' }],
  destroys: true,
  examples: ['muster profile delete gpu'],
  run: async (context, args) => {
    const { deleteProfiles } = await import('@muster/core');
    const names = listOf(args, 'names');
    const { services } = await context.site();
    await context.confirm(`Delete ${counted(names.length, 'profile')} (${names.join(', ')})?`);
    await deleteProfiles(services, names);
    context.print(`deleted ${counted(names.length, 'profile')}`);
    return undefined;
  },
};
