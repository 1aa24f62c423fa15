import { type CliCommand, requiredText, textOf } from '../../command.ts';

const PATIENCE = '30s';
/** Digits of a digest that tell contents apart. */
const SHORT = 12;

export const diff: CliCommand = {
  name: 'node diff',
  summary: 'List what on a running node no longer matches its runtime overlays',
  arguments: [{ syntax: '<node>', summary: 'name of one node', completes: 'node' }],
  options: [{ flags: '--timeout <time>', summary: 'longest wait for its agent, e.g. 30s', default: PATIENCE }],
  lists: true,
  examples: ['muster node diff n01', 'muster node diff n01 --output json'],
  run: async (context, args, options) => {
    const { agentCalls, parseDuration } = await import('@muster/core/client');
    const { cliErrors } = await import('../../errors.ts');
    const patience = textOf(options, 'timeout') ?? PATIENCE;
    const wait = parseDuration(patience);
    if (wait === undefined) throw cliErrors.duration('--timeout', patience);
    const control = await context.control();
    if (!control.daemon) throw cliErrors.noServer('node diff');
    const found = await control.call(agentCalls.diff, { node: requiredText(args, 'node'), wait });
    context.show(
      found,
      found.map(({ path, what, wanted, found: there }) => ({
        path,
        what,
        wanted: shortened(wanted),
        found: shortened(there),
      })),
    );
    return undefined;
  },
};

function shortened(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text.slice(0, SHORT) : text;
}
