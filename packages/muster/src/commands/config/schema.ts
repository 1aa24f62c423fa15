import type { CliCommand } from '../../command.ts';

export const schema: CliCommand = {
  name: 'config schema',
  summary: 'Print the JSON Schema of the configuration, with the options of all installed plugins, for editors',
  examples: ['muster config schema > muster.schema.json'],
  run: async (context) => {
    const { checkConfig, configSchema, isMusterError } = await import('@muster/core');
    const { installation } = await import('../../installation.ts');
    const { installedPlugins } = await import('../../installed-plugins.ts');
    const checked = await checkConfig(context.choice, installation).catch((error: unknown) => {
      if (isMusterError(error) && error.code === 'CONFIG_NOT_FOUND') return undefined;
      throw error;
    });
    const plugins = await installedPlugins(checked?.loaded?.folder ?? context.io.cwd, checked?.plugins);
    context.print(JSON.stringify(configSchema(plugins), null, 2));
    return undefined;
  },
};
