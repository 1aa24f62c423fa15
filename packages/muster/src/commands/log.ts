import { untilInterrupted } from '../boots/until.ts';
import { type CliCommand, textOf } from '../command.ts';

export const log: CliCommand = {
  name: 'log',
  summary: 'Show what happened while a machine booted, as far as the journal goes back',
  arguments: [
    { syntax: '[node]', summary: 'name of a node or a MAC address; every machine without it', completes: 'node' },
  ],
  options: [{ flags: '-f, --follow', summary: 'go on with what happens from now on, until Ctrl-C' }],
  lists: true,
  examples: ['muster log n01', 'muster log n01 --follow', 'muster log 52:54:00:12:34:56 --output json'],
  run: async (context, args, options) => {
    const { bootCalls, formatEvent } = await import('@muster/core/client');
    const control = await context.control();
    const follow = options.follow === true;
    if (follow && !control.daemon) throw (await import('../errors.ts')).cliErrors.noServer('log --follow');
    const machine = textOf(args, 'node');
    const events = control.stream(bootCalls.events, { follow, ...(machine === undefined ? {} : { machine }) });
    for await (const event of untilInterrupted(events, context.io)) {
      if (context.format === 'table') context.print(formatEvent(event));
      else context.item(event);
    }
    return undefined;
  },
};
