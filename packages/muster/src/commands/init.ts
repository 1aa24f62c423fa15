import path from 'node:path';
import { type CliCommand, textOf } from '../command.ts';

export const init: CliCommand = {
  name: 'init',
  summary: 'Write a first configuration for the interface that nodes are booted on',
  options: [
    { flags: '--interface <name>', summary: 'interface of the nodes; default: the only one without the default route' },
  ],
  examples: ['muster init', 'muster init --interface eth1'],
  run: async (context, _args, options) => {
    const { chooseInterface, hostNetwork, writeSite } = await import('@muster/core');
    const { installedPlugins } = await import('../installed-plugins.ts');
    const chosen = chooseInterface(await hostNetwork(), textOf(options, 'interface'));
    const files = await writeSite(context.io.cwd, chosen, await installedPlugins(context.io.cwd));
    for (const { file, written } of files) {
      const name = path.relative(context.io.cwd, file);
      context.print(written ? `wrote ${name}` : `left ${name} as it was`);
    }
    context.note(
      `nodes boot on ${chosen.name} (${chosen.cidr}); next: muster image import debian:bookworm debian, then muster serve --check`,
    );
    return undefined;
  },
};
