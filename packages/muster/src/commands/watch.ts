import type { BootView } from '@muster/core/client';
import { changeLine, takeNews } from '../boots/change-line.ts';
import { tableLines } from '../boots/live-table.ts';
import { painter } from '../boots/paint.ts';
import { createRedraw } from '../boots/redraw.ts';
import { nameOf } from '../boots/trouble.ts';
import { untilInterrupted } from '../boots/until.ts';
import { type CliCommand, textOf } from '../command.ts';
import type { CliContext } from '../context.ts';

const REDRAW_MS = 250;
const ROWS = 24;

export const watch: CliCommand = {
  name: 'watch',
  summary: 'Watch machines boot: a line each, trouble first, until Ctrl-C',
  arguments: [{ syntax: '[nodeset]', summary: 'names or a selection; every machine without it', completes: 'nodeset' }],
  lists: true,
  examples: ['muster watch', 'muster watch @profile:gpu', 'muster watch n[01-40] --output json'],
  run: async (context, args, options) => {
    const { bootCalls } = await import('@muster/core/client');
    const control = await context.control();
    if (!control.daemon) throw (await import('../errors.ts')).cliErrors.noServer('watch');
    const nodeSet = textOf(args, 'nodeset');
    const items = control.stream(bootCalls.watch, nodeSet === undefined ? {} : { nodeSet });
    const changes = untilInterrupted(items, context.io);
    if (context.io.stdout.columns === undefined || options.output !== 'table') {
      await printChanges(context, changes, options.output !== 'table');
    } else await drawTable(context, changes);
    return undefined;
  },
};

type Changes = AsyncIterable<{ readonly boots: readonly BootView[] }>;

/** A line for each boot under way or over, then for each change; for programs a JSON value a line. */
async function printChanges(context: CliContext, changes: Changes, json: boolean): Promise<void> {
  const shown = new Map<string, string>();
  for await (const { boots } of changes) {
    for (const boot of takeNews(boots, shown)) {
      context.print(json ? JSON.stringify(boot) : changeLine(boot, Date.now()));
    }
  }
}

async function drawTable({ io }: CliContext, changes: Changes): Promise<void> {
  const known = new Map<string, BootView>();
  const paint = painter(io);
  const { draw } = createRedraw(io.stdout);
  const show = (): void => {
    const screen = { columns: io.stdout.columns ?? 80, rows: io.stdout.rows ?? ROWS };
    draw(tableLines([...known.values()], Date.now(), screen, paint));
  };
  const timer = setInterval(show, REDRAW_MS);
  try {
    for await (const { boots } of changes) {
      for (const boot of boots) {
        // A stranger that has become a node.
        if (boot.node !== undefined) known.delete(boot.mac ?? '');
        known.set(nameOf(boot), boot);
      }
    }
    show();
  } finally {
    clearInterval(timer);
  }
}
