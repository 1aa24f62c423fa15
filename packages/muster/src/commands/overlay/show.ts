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
    const overlay = requiredText(args, 'overlay');
    const file = textOf(args, 'file');
    const { entries, text } = await control.call(overlayCalls.show, { overlay, file });
    if (text !== undefined) context.tell(text.replace(/\n$/, ''), { overlay, file, text });
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
