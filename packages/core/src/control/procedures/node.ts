import { bootState } from '../../progress/view-schema.ts';
import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { changes, names, nodeSet, optionalText, place } from './words.ts';

const values = {
  nodeSet,
  changes,
  network: Type.Optional(Type.String({ description: 'network device that `address` belongs to; default "default"' })),
  address: Type.Optional(Type.String({ description: 'IPv4 address of the first node; the others count up' })),
};

const list = procedure({
  name: 'node.list',
  summary: 'Nodes with what they boot',
  method: 'GET',
  path: '/nodes',
  input: Type.Object({ nodeSet: Type.Optional(nodeSet) }),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      profiles: names,
      image: optionalText,
      hwaddr: optionalText,
      address: optionalText,
      boot: Type.String({ description: 'loader and stages, e.g. ipxe/single' }),
      state: bootState,
      running: Type.Optional(Type.String({ description: 'SHA-256 of the image it booted last' })),
      assigned: Type.Optional(Type.String({ description: 'SHA-256 of the image it would boot now' })),
    }),
  ),
  run: async ({ site, snapshot }, input) => {
    const { listNodes } = await import('../../operations/list-nodes.ts');
    return listNodes(site, snapshot, input.nodeSet);
  },
});

const select = procedure({
  name: 'node.select',
  summary: 'Names of the nodes that a node set stands for',
  method: 'GET',
  path: '/nodes/names',
  input: Type.Object({ nodeSet }),
  output: names,
  run: async ({ site, snapshot }, input) => {
    const { existingNodes } = await import('../../operations/nodes.ts');
    const { liveGroups } = await import('../../operations/live-groups.ts');
    const live = await liveGroups(site, snapshot, input.nodeSet);
    return existingNodes(await site.services.registry.load(), input.nodeSet, live);
  },
});

const show = procedure({
  name: 'node.show',
  summary: 'Every value of a node, profiles merged in, with its origin; secrets hidden',
  method: 'GET',
  path: '/nodes/show',
  input: Type.Object({ node: Type.String() }),
  output: Type.Array(
    Type.Object({
      field: Type.String({ description: 'dotted path' }),
      value: Type.Unknown(),
      origin: Type.Optional(Type.Object({ layers: names, where: place })),
    }),
  ),
  run: async ({ site }, { node }) => {
    const { describeNode } = await import('../../operations/describe-node.ts');
    const agent = site.services.agents.view(node);
    return [
      ...describeNode(await site.services.registry.load(), node),
      ...(agent === undefined ? [] : [{ field: 'agent', value: agent, origin: undefined }]),
    ];
  },
});

const add = procedure({
  name: 'node.add',
  summary: 'Adds nodes, all or none, and makes their host keys',
  method: 'POST',
  path: '/nodes/add',
  changes: true,
  input: Type.Object(values),
  output: Type.Object({ nodes: names, keysMade: names }),
  run: async ({ site }, input) => {
    const { addNodes } = await import('../../operations/nodes.ts');
    return addNodes(site.services, input.nodeSet, input);
  },
});

const set = procedure({
  name: 'node.set',
  summary: 'Changes fields of nodes, all or none; gives the names of those that are different now',
  method: 'POST',
  path: '/nodes/set',
  changes: true,
  input: Type.Object(values),
  output: names,
  run: async ({ site, snapshot }, input) => {
    const { setNodes } = await import('../../operations/nodes.ts');
    const { liveGroups } = await import('../../operations/live-groups.ts');
    return setNodes(site.services, input.nodeSet, input, await liveGroups(site, snapshot, input.nodeSet));
  },
});

const remove = procedure({
  name: 'node.delete',
  summary: 'Deletes nodes, all or none, with their host keys; gives their names',
  method: 'POST',
  path: '/nodes/delete',
  changes: true,
  input: Type.Object({ nodeSet }),
  output: names,
  run: async ({ site, snapshot }, input) => {
    const { deleteNodes } = await import('../../operations/nodes.ts');
    const { liveGroups } = await import('../../operations/live-groups.ts');
    return deleteNodes(site.services, input.nodeSet, await liveGroups(site, snapshot, input.nodeSet));
  },
});

const importList = procedure({
  name: 'node.import',
  summary: "Adds or completes nodes from a vendor's list of MAC addresses, all or none, and makes their host keys",
  method: 'POST',
  path: '/nodes/import',
  changes: true,
  input: Type.Object({
    text: Type.String({ description: 'the list: text or CSV, one machine a line' }),
    file: Type.Optional(Type.String({ description: 'name of the list in messages' })),
    nodeSet: Type.String({ description: 'names in the order of the list, e.g. n[01-40]' }),
    firstAddress: Type.Optional(Type.String({ description: 'IPv4 address of the first node; the others count up' })),
    network: Type.Optional(Type.String({ description: 'network device the MAC addresses belong to' })),
    profiles: Type.Optional(Type.Array(Type.String(), { description: 'profiles of nodes that are new' })),
  }),
  output: Type.Object({
    machines: Type.Array(
      Type.Object({ node: Type.String(), mac: Type.String(), address: optionalText, line: Type.Integer() }),
    ),
    added: names,
    changed: names,
    keysMade: names,
    ignoredColumns: Type.Boolean({ description: 'the list has columns that nothing was taken from' }),
  }),
  run: async ({ site }, { text, network, ...options }) => {
    const { importNodes } = await import('../../operations/import-nodes.ts');
    const { networks } = site.site;
    const { summary, keysMade } = await importNodes(site.services, text, { ...options, networks, device: network });
    return { ...summary, keysMade };
  },
});

export const nodeCalls = { list, select, show, add, set, delete: remove, import: importList };
