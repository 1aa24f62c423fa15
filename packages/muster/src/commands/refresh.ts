import { type CliCommand, requiredText, textOf } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

const PATIENCE = '1m';

export const refresh: CliCommand = {
  name: 'refresh',
  summary: 'Have running nodes look at every file of their runtime overlays and put right what differs, now',
  arguments: [{ syntax: '<nodeset>', summary: 'names or a selection', completes: 'nodeset' }],
  options: [
    { flags: '--wait', summary: "wait for each node's result; exit code 3 when some gave none" },
    { flags: '--timeout <time>', summary: 'longest wait, e.g. 30s, 5m', default: PATIENCE },
  ],
  lists: true,
  examples: ['muster refresh n01', 'muster refresh @profile:gpu --wait --timeout 30s'],
  run: async (context, args, options) => {
    const { agentCalls, parseDuration } = await import('@muster/core/client');
    const { cliErrors } = await import('../errors.ts');
    const patience = textOf(options, 'timeout') ?? PATIENCE;
    const timeout = parseDuration(patience);
    if (timeout === undefined) throw cliErrors.duration('--timeout', patience);
    const control = await context.control();
    if (!control.daemon) throw cliErrors.noServer('refresh');
    const nodes = await control.call(agentCalls.refresh, {
      nodeSet: requiredText(args, 'nodeset'),
      wait: options.wait === true ? timeout : 0,
    });
    context.table(nodes.map(({ node, result, changes, detail }) => ({ node, result, changes, detail })));
    if (nodes.some(({ result }) => result === 'failed' || result === 'no agent')) return EXIT.failed;
    return nodes.some(({ result }) => result === 'no answer') ? EXIT.notReached : undefined;
  },
};
