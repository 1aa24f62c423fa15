import { throughRestarts } from '../../boots/through-restarts.ts';
import { agentTrouble, byTrouble, nameOf } from '../../boots/trouble.ts';
import { type CliCommand, textOf } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';

const PATIENCE = '5m';

export const status: CliCommand = {
  name: 'node status',
  summary: 'Show how far nodes are, or wait until they are; exit code 3 when the time is over before',
  arguments: [{ syntax: '[nodeset]', summary: 'names or a selection; every machine without it', completes: 'nodeset' }],
  options: [
    { flags: '--wait <state>', summary: 'wait until all are in this state, e.g. up' },
    { flags: '--timeout <time>', summary: 'longest wait, e.g. 30s, 5m', default: PATIENCE },
  ],
  lists: true,
  examples: [
    'muster node status',
    'muster node status @state:stuck',
    'muster node status n[01-40] --wait up --timeout 10m',
  ],
  run: async (context, args, options) => {
    const { BOOT_STATES, bootCalls, formatDuration, parseDuration } = await import('@muster/core/client');
    const { cliErrors } = await import('../../errors.ts');
    const nodeSet = textOf(args, 'nodeset');
    const wanted = textOf(options, 'wait');
    const state = BOOT_STATES.find((known) => known === wanted);
    if (wanted !== undefined && state === undefined) {
      throw cliErrors.wrongValue('--wait', wanted, `one of ${BOOT_STATES.join(', ')}`);
    }
    const patience = textOf(options, 'timeout') ?? PATIENCE;
    const timeout = parseDuration(patience);
    if (timeout === undefined) throw cliErrors.duration('--timeout', patience);
    const control = await context.control();
    if (state !== undefined && !control.daemon) throw cliErrors.noServer('node status --wait');
    const { reached, boots } =
      state === undefined
        ? { reached: true, boots: await control.call(bootCalls.list, nodeSet === undefined ? {} : { nodeSet }) }
        : await throughRestarts(
            (left) => control.call(bootCalls.wait, { nodeSet: nodeSet ?? '@all', state, timeout: left }),
            {
              timeout,
              onLost: () => {
                context.note('the server is gone; waiting for it to come back');
              },
            },
          );
    const sorted = [...boots].sort(byTrouble);
    context.show(
      sorted,
      sorted.map((boot) => ({
        node: nameOf(boot),
        state: boot.state,
        stage: boot.stage,
        since: boot.updated === undefined ? undefined : formatDuration(Math.max(0, Date.now() - boot.updated)),
        took: boot.up === undefined || boot.opened === undefined ? undefined : formatDuration(boot.up - boot.opened),
        snapshot: boot.snapshot,
        cause: boot.cause === undefined ? undefined : `${boot.cause.code}: ${boot.cause.sentence}`,
        remedy: boot.cause?.remedy,
        agent: agentTrouble(boot) ?? boot.agent?.state,
      })),
    );
    return reached ? undefined : EXIT.notReached;
  },
};
