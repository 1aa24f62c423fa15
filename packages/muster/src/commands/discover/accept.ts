import { type CliCommand, textOf } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import { counted } from '../../words.ts';

export const accept: CliCommand = {
  name: 'discover accept',
  summary: 'Make an unknown machine a node: the one named, or the first free discoverable one',
  arguments: [{ syntax: '[mac]', summary: 'MAC address, as "discover list" shows it', completes: 'unknown-machine' }],
  options: [
    { flags: '--as <node>', summary: 'the node it becomes; it need not be discoverable', completes: 'node' },
    { flags: '--all', summary: 'every machine that waits, first seen first' },
  ],
  changes: true,
  result: { accepted: 'mac and node of the machines that became nodes', refused: 'mac, sentence and remedy of others' },
  examples: ['muster discover accept 52:54:00:12:34:56', 'muster discover accept 52:54:00:12:34:56 --as n05'],
  run: async (context, args, options) => {
    const { discoverCalls } = await import('@muster/core/client');
    const mac = textOf(args, 'mac');
    const node = textOf(options, 'as');
    const all = options.all === true;
    if ((mac === undefined) !== all || (all && node !== undefined)) {
      throw (await import('../../errors.ts')).cliErrors.acceptWhich();
    }
    const control = await context.control();
    if (mac !== undefined) {
      const accepted = await control.call(discoverCalls.accept, { mac, node });
      context.tell(`${accepted.mac} is node ${accepted.node}`, { accepted: [accepted], refused: [] });
      return undefined;
    }
    const { accepted, refused } = await control.call(discoverCalls.acceptAll, {});
    const lines = [
      ...accepted.map((machine) => `${machine.mac} is node ${machine.node}`),
      ...refused.map((machine) => `${machine.mac} is no node: ${machine.sentence} (${machine.remedy})`),
      `accepted ${counted(accepted.length, 'machine')}`,
    ];
    context.tell(lines.join('\n'), { accepted, refused });
    return refused.length === 0 ? undefined : EXIT.failed;
  },
};
