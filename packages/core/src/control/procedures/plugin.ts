import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { names, optionalText } from './words.ts';

const milliseconds = Type.Optional(Type.Number({ description: 'milliseconds' }));

const list = procedure({
  name: 'plugin.list',
  summary: "The site's plugins in the order of their taps",
  method: 'GET',
  path: '/plugins',
  input: Type.Object({
    time: Type.Optional(Type.Boolean({ description: 'go the way of every client class and node once before' })),
  }),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      version: Type.String(),
      api: Type.String({ description: 'range of the plugin API it is made for' }),
      summary: optionalText,
      from: Type.Optional(Type.String({ description: 'missing: the configuration holds its value' })),
      order: Type.Integer(),
      provides: Type.Array(Type.Object({ step: Type.String(), loader: optionalText, classes: Type.Optional(names) })),
      commands: names,
      taps: Type.Array(
        Type.Object({ hook: Type.String(), calls: Type.Integer(), meanMs: milliseconds, maxMs: milliseconds }),
      ),
    }),
  ),
  run: async ({ site, snapshot }, { time = false }) => {
    const { describePlugins, exercisePlugins } = await import('../../operations/describe-plugins.ts');
    if (time) await exercisePlugins(site.provisioner, await snapshot());
    return describePlugins(site.provisioner);
  },
});

const commands = procedure({
  name: 'plugin.commands',
  summary: "The commands that the site's plugins bring",
  method: 'GET',
  path: '/plugins/commands',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      arguments: Type.Array(Type.String(), { description: 'their syntax, e.g. <node>' }),
      plugin: Type.String(),
      summary: Type.String(),
    }),
  ),
  run: ({ site }) =>
    Promise.resolve(
      site.provisioner.contributions.of('commands').map(({ plugin, item }) => ({
        name: item.name,
        arguments: (item.arguments ?? []).map(({ syntax }) => syntax),
        plugin,
        summary: item.summary,
      })),
    ),
});

export const pluginCalls = { list, commands };
