import { painter } from '../../boots/paint.ts';
import { timelineLines } from '../../boots/timeline-lines.ts';
import { type CliCommand, requiredText, textOf } from '../../command.ts';

const COLUMNS = 100;

export const timeline: CliCommand = {
  name: 'node timeline',
  summary: "Show the stages of a node's boot on a time line, compared with what is usual for its kind",
  arguments: [{ syntax: '<node>', summary: 'name of a node, or a MAC address', completes: 'node' }],
  options: [{ flags: '--boot <id>', summary: 'an earlier boot; the latest without it' }],
  lists: true,
  examples: ['muster node timeline n01', 'muster node timeline n01 --boot 3f0c2a9b5d7e8f10'],
  run: async (context, args, options) => {
    const { bootCalls } = await import('@muster/core/client');
    const control = await context.control();
    const machine = requiredText(args, 'node');
    const boots = await control.call(bootCalls.timeline, { machine });
    const wanted = textOf(options, 'boot');
    const boot = wanted === undefined ? boots.at(-1) : boots.find(({ id }) => id === wanted);
    if (boot === undefined) {
      const { cliErrors } = await import('../../errors.ts');
      throw cliErrors.noBoot(
        machine,
        boots.flatMap(({ id }) => id ?? []),
      );
    }
    if (options.output !== 'table') {
      context.show(boot, []);
      return undefined;
    }
    const paint = painter(context.io);
    for (const line of timelineLines(boot, Date.now(), context.io.stdout.columns ?? COLUMNS, paint))
      context.print(line);
    return undefined;
  },
};
