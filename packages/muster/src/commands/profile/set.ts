import { type CliCommand, listOf } from '../../command.ts';
import { fieldChanges, profileSetOptions } from '../../node-fields.ts';
import { noteMissing } from '../../note-missing.ts';
import { counted } from '../../words.ts';

export const set: CliCommand = {
  name: 'profile set',
  summary: 'Change fields of profiles',
  arguments: [{ syntax: '<names...>', summary: 'names of the profiles', completes: 'profile' }],
  options: profileSetOptions,
  changes: true,
  plans: true,
  result: { changed: 'names of the profiles that are different now' },
  examples: ['muster profile set default --image debian', 'muster profile set gpu --unset kernel.args'],
  run: async (context, args, options) => {
    const { profileCalls } = await import('@muster/core/client');
    const changes = await fieldChanges(options);
    if (changes.length === 0) throw (await import('../../errors.ts')).cliErrors.nothingToChange('profile set');
    const control = await context.control();
    await noteMissing(context, changes);
    const changed = await control.call(profileCalls.set, { names: listOf(args, 'names'), changes });
    context.tell(
      changed.length === 0
        ? 'nothing to change: the values are these already'
        : `changed ${counted(changed.length, 'profile')}`,
      { changed },
    );
    return undefined;
  },
};
