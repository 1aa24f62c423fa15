import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { formatMode } from '../../mode.ts';

export const show: CliCommand = {
  name: 'overlay show',
  summary: 'List the files of an overlay, or print one as it is written',
  arguments: [
    { syntax: '<overlay>', summary: 'name of the overlay' },
    { syntax: '[file]', summary: 'path on the node, without .ww' },
  ],
  lists: true,
  examples: ['muster overlay show hosts', 'muster overlay show hosts /etc/hosts'],
  run: async (context, args) => {
    const { existingOverlay, overlayFile } = await import('@muster/core');
    const { services } = await context.site();
    const tree = existingOverlay(await services.overlays.scan(), requiredText(args, 'overlay'));
    const file = textOf(args, 'file');
    if (file !== undefined) context.print((await overlayFile(tree, file)).replace(/\n$/, ''));
    else {
      context.table(
        tree.entries.map(({ path, type, mode, uid, gid, target }) => ({
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
