import type { ResolvedNode } from '@muster/core';
import { type CliCommand, textOf } from '../../command.ts';

export const list: CliCommand = {
  name: 'node list',
  summary: 'List nodes with what they boot',
  arguments: [{ syntax: '[nodeset]', summary: 'names or a selection; all without it' }],
  lists: true,
  examples: ['muster node list', 'muster node list @image:debian --output json'],
  run: async (context, args) => {
    const { existingNodes } = await import('@muster/core');
    const { services, config, provisioner } = await context.site();
    const view = await services.registry.load();
    const nodeSet = textOf(args, 'nodeset');
    const names = nodeSet === undefined ? view.nodeNames : existingNodes(view, nodeSet);
    const defaults = { loader: provisioner.lifecycle.loaderFor(undefined) ?? '', stages: config.boot.stages };
    context.table(
      names.flatMap((name) => {
        const node = view.node(name);
        return node === undefined ? [] : [row(node, defaults)];
      }),
    );
    return undefined;
  },
};

function row(node: ResolvedNode, defaults: { loader: string; stages: string }) {
  const device = node.networkDevices[node.primaryNetwork ?? ''];
  return {
    name: node.name,
    profiles: node.profiles,
    image: node.image,
    hwaddr: device?.hwaddr,
    address: device?.address,
    boot: `${node.boot.loader ?? defaults.loader}/${node.boot.stages ?? defaults.stages}`,
  };
}
