import type { CliCommand } from '../../command.ts';

export const show: CliCommand = {
  name: 'config show',
  summary: 'Show every effective value of the configuration',
  options: [{ flags: '--origin', summary: 'also where each value comes from' }],
  lists: true,
  examples: ['muster config show', 'muster config show --origin', 'muster config show --output json'],
  run: async (context, _args, options) => {
    const { checkConfig, effectiveValues, originText } = await import('@muster/core');
    const { installation } = await import('../../installation.ts');
    const { loaded, plugins, problems } = await checkConfig(context.choice, installation);
    const [problem] = problems;
    if (loaded === undefined || problem !== undefined) throw problem;
    const values = effectiveValues(loaded, plugins);
    context.table(
      values.map(({ path, value, origin }) => ({
        field: path,
        value,
        ...(options.origin === true ? { origin: originText(origin) } : {}),
      })),
    );
    return undefined;
  },
};
