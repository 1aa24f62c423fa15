import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { formatMode } from '../../mode.ts';

export const render: CliCommand = {
  name: 'overlay render',
  summary: 'List the files a node gets from its overlays, or print one as the node will get it',
  arguments: [
    { syntax: '<node>', summary: 'name of the node' },
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
    const { findEntry, renderOverlays } = await import('@muster/core');
    const site = await context.site();
    const node = requiredText(args, 'node');
    const kind = options.context === 'runtime' ? 'runtime' : 'system';
    const entries = await renderOverlays(site.services, await site.snapshot(), node, kind);
    const file = textOf(args, 'file');
    if (file !== undefined) {
      const { content, target } = findEntry(`the ${kind} overlay of ${node}`, entries, file);
      const text = content === undefined ? `→ ${target ?? ''}` : new TextDecoder().decode(content);
      context.print(text.replace(/\n$/, ''));
    } else {
      context.table(
        entries.map(({ path, type, mode, uid, gid, content, target, overlay }) => ({
          path,
          type,
          mode: formatMode(mode),
          uid,
          gid,
          size: content?.length,
          target,
          overlay,
        })),
      );
    }
    return undefined;
  },
};
