import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { formatMode } from '../../mode.ts';

export const show: CliCommand = {
  name: 'overlay show',
  summary: 'List the files of an overlay, or print one as it is written',
  arguments: [
    { syntax: '<overlay>', summary: 'name of the overlay', completes: 'overlay' },
    { syntax: '[file]', summary: 'path on the node, without .ww' },
  ],
  lists: true,
  examples: ['muster overlay show hosts', 'muster overlay show hosts /etc/hosts'],
  run: async (context, args) => {
    const { overlayCalls } = await import('@muster/core/client');
    const control = await context.control();
    const { entries, text } = await control.call(overlayCalls.show, {
      overlay: requiredText(args, 'overlay'),
      file: textOf(args, 'file'),
    });
    if (text !== undefined) context.print(text.replace(/\n$/, ''));
    else {
      context.table(
        entries.map(({ path, type, mode, uid, gid, target }) => ({
          path,
          type,
          mode: formatMode(mode),
          uid,
          gid,
          target,
        })),
      );
    }
    return undefined;
  },
};
