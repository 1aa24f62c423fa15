// A third party's plugin: nodes with the tag "rescue" boot into systemd's rescue mode, and "muster rescue list" shows them.
import { definePlugin, withSpec } from '@muster/core';
import { Type } from 'typebox';

export default definePlugin({
  name: 'rescue',
  version: '1.0.0',
  api: '^1.0.0',
  summary: 'boots tagged nodes into rescue mode',
  configSchema: Type.Object({ tag: Type.String({ default: 'rescue' }) }, { additionalProperties: false }),

  apply({ config, contribute, hooks }) {
    const wanted = (node) => node.tags[config.tag] === 'yes';

    hooks.assign.tap('rescue', (spec, { node }) =>
      wanted(node) ? withSpec(spec, { args: [...spec.args, 'systemd.unit=rescue.target'] }) : spec,
    );

    contribute({
      commands: [
        {
          name: 'rescue list',
          summary: 'List the nodes that boot into rescue mode',
          examples: ['muster rescue list'],
          run: async ({ snapshot, table }) => {
            const { registry } = await snapshot();
            const nodes = registry.nodeNames.map((name) => registry.node(name)).filter(wanted);
            table(nodes.map(({ name, image }) => ({ node: name, image })));
          },
        },
      ],
    });
  },
});
