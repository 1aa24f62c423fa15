import { type CliCommand, requiredText } from '../../command.ts';
import { placeOf } from '../../place.ts';

export const show: CliCommand = {
  name: 'node show',
  summary: 'Show every value of a node, profiles merged in',
  arguments: [{ syntax: '<node>', summary: 'name of one node', completes: 'node' }],
  options: [{ flags: '--origin', summary: 'also which layer and which line each value comes from' }],
  lists: true,
  examples: ['muster node show n01', 'muster node show n01 --origin'],
  run: async (context, args, options) => {
    const { nodeCalls } = await import('@muster/core/client');
    const control = await context.control();
    const values = await control.call(nodeCalls.show, { node: requiredText(args, 'node') });
    const withOrigin = options.origin === true;
    context.table(
      values.map(({ field, value, origin }) => ({
        field,
        value,
        ...(withOrigin ? { layer: origin?.layers ?? [], origin: placeOf(origin?.where) } : {}),
      })),
    );
    return undefined;
  },
};
