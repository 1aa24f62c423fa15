import type { Outcome, pluginCalls } from '@muster/core/client';
import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'plugin list',
  summary: "List the site's plugins in the order of their taps",
  options: [{ flags: '--time', summary: 'go the way of every client class and node once, and show the time per tap' }],
  lists: true,
  examples: ['muster plugin list', 'muster plugin list --time', 'muster plugin list --output json'],
  run: async (context, _args, options) => {
    const { pluginCalls } = await import('@muster/core/client');
    const control = await context.control();
    const plugins = await control.call(pluginCalls.list, { time: options.time === true });
    context.show(plugins, plugins.map(row));
    return undefined;
  },
};

function row({ order, name, version, api, provides, taps, from }: Outcome<typeof pluginCalls.list>[number]) {
  return {
    order,
    name,
    version,
    api,
    provides: [...new Set(provides.map(({ step, loader }) => (loader === undefined ? step : `${step}:${loader}`)))],
    taps: taps.map(({ hook, meanMs }) => (meanMs === undefined ? hook : `${hook} ${meanMs.toFixed(2)} ms`)),
    from: from ?? 'the configuration',
  };
}
