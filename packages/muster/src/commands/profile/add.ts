import { type CliCommand, listOf } from '../../command.ts';
import { fieldChanges, profileAddOptions } from '../../node-fields.ts';
import { counted } from '../../words.ts';

export const add: CliCommand = {
  name: 'profile add',
  summary: 'Add profiles to the registry',
  arguments: [{ syntax: '<names...>', summary: 'names of the profiles' }],
  options: profileAddOptions,
  examples: ['muster profile add gpu --kernel-args "iommu=pt" --system-overlays nvidia'],
  run: async (context, args, options) => {
    const { addProfiles, parseAssignment, parseFieldPath } = await import('@muster/core');
    const { services } = await context.site();
    const changes = fieldChanges(options, parseAssignment, parseFieldPath);
    const added = await addProfiles(services, listOf(args, 'names'), changes);
    context.print(`added ${counted(added.length, 'profile')}`);
    return undefined;
  },
};
