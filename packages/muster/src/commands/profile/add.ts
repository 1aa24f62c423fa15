import { type CliCommand, listOf } from '../../command.ts';
import { fieldChanges, profileAddOptions } from '../../node-fields.ts';
import { noteMissing } from '../../note-missing.ts';
import { counted } from '../../words.ts';

export const add: CliCommand = {
  name: 'profile add',
  summary: 'Add profiles to the registry',
  arguments: [{ syntax: '<names...>', summary: 'names of the profiles' }],
  options: profileAddOptions,
  changes: true,
  plans: true,
  result: { added: 'names of the profiles' },
  examples: ['muster profile add gpu --kernel-args "iommu=pt" --system-overlays nvidia'],
  run: async (context, args, options) => {
    const { profileCalls } = await import('@muster/core/client');
    const changes = await fieldChanges(options);
    const control = await context.control();
    await noteMissing(context, changes);
    const added = await control.call(profileCalls.add, { names: listOf(args, 'names'), changes });
    context.tell(`added ${counted(added.length, 'profile')}`, { added });
    return undefined;
  },
};
