import type { CliCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';

export const reload: CliCommand = {
  name: 'reload',
  summary: 'Have the server read registry, images and overlays again, and wait until what is new is in use',
  lists: true,
  changes: true,
  result: {
    server: 'running, or not running',
    renewed: 'true when something had changed and is in use now',
    snapshot: 'number of the snapshot in use',
    config: 'whether a restart would find another configuration: same, changed or broken',
  },
  examples: ['muster reload', 'muster reload --reason "after git pull"'],
  run: async (context) => {
    const { formatError, MusterError, serverCalls } = await import('@muster/core/client');
    const control = await context.control();
    const { renewed, snapshot, config, problem, failures } = await control.call(serverCalls.reload, {});
    const row = { server: control.daemon ? 'running' : 'not running', renewed, snapshot, config };
    context.show(row, [row]);
    if (config === 'changed') context.note('the configuration has changed: restart the server to use it');
    if (config === 'broken') context.note('the configuration cannot be used any more: see "muster config check"');
    const wrong = [...failures, ...(problem === undefined ? [] : [problem])];
    for (const error of wrong) context.note(formatError(new MusterError(error)));
    return wrong.length === 0 ? undefined : EXIT.failed;
  },
};
