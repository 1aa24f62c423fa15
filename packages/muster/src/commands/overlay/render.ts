import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { formatMode } from '../../mode.ts';

export const render: CliCommand = {
  name: 'overlay render',
  summary: 'List the files a node gets from its overlays, or print one as the node will get it',
  arguments: [
    { syntax: '<node>', summary: 'name of the node', completes: 'node' },
    { syntax: '[file]', summary: 'path on the node' },
  ],
  options: [
    {
      flags: '--context <context>',
      summary: 'overlays of the boot, or of the running node',
      choices: ['system', 'runtime'],
      default: 'system',
    },
  ],
  lists: true,
  examples: ['muster overlay render n01', 'muster overlay render n01 /etc/hosts --context runtime'],
  run: async (context, args, options) => {
    const { overlayCalls } = await import('@muster/core/client');
    const control = await context.control();
    const asked = {
      node: requiredText(args, 'node'),
      context: options.context === 'runtime' ? ('runtime' as const) : ('system' as const),
      file: textOf(args, 'file'),
    };
    const { entries, text } = await control.call(overlayCalls.render, asked);
    if (text !== undefined) context.tell(text.replace(/\n$/, ''), { ...asked, text });
    else {
      context.table(
        entries.map(({ path, type, mode, uid, gid, size, target, overlay }) => ({
          path,
          type,
          mode: formatMode(mode),
          uid,
          gid,
          size,
          target,
          overlay,
        })),
      );
    }
    return undefined;
  },
};
