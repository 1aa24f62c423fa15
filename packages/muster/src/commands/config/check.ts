import type { CliCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';

export const check: CliCommand = {
  name: 'config check',
  summary: 'Check the configuration, the options of its plugins, and the registry',
  examples: ['muster config check', 'muster config check --config /etc/muster/muster.config.yaml'],
  run: async (context) => {
    const { checkConfig, formatError } = await import('@muster/core');
    const { installation } = await import('../../installation.ts');
    const { file, problems } = await checkConfig(context.choice, installation);
    for (const problem of problems) context.note(formatError(problem));
    if (problems.length > 0) return EXIT.failed;
    const { services } = await context.site();
    const { nodeNames, profileNames } = await services.registry.load();
    context.print(
      `${file} and the registry are in order (profiles: ${profileNames.length}, nodes: ${nodeNames.length})`,
    );
    context.print(
      'registry, images and overlays are followed while the server runs; the configuration needs a restart',
    );
    return undefined;
  },
};
