import { type CliCommand, textOf } from '../../command.ts';

/** Digits of a digest that tell images apart. */
const SHORT = 12;

export const list: CliCommand = {
  name: 'node list',
  summary: 'List nodes with what they boot',
  arguments: [{ syntax: '[nodeset]', summary: 'names or a selection; all without it', completes: 'nodeset' }],
  lists: true,
  examples: ['muster node list', 'muster node list @image:debian --output json'],
  run: async (context, args) => {
    const { nodeCalls } = await import('@muster/core/client');
    const control = await context.control();
    const nodes = await control.call(nodeCalls.list, { nodeSet: textOf(args, 'nodeset') });
    context.table(
      nodes.map(({ name, profiles, image, hwaddr, address, boot, state, running, assigned }) => ({
        name,
        profiles,
        image,
        hwaddr,
        address,
        boot,
        state,
        running: running?.slice(0, SHORT),
        assigned: assigned?.slice(0, SHORT),
      })),
    );
    return undefined;
  },
};
