import { type CliCommand, requiredText, textOf } from '../../command.ts';
import { readText } from '../../read-text.ts';
import { counted } from '../../words.ts';

export const importNodes: CliCommand = {
  name: 'node import',
  summary: "Add nodes from a vendor's list of MAC addresses in rack order",
  arguments: [
    { syntax: '<file>', summary: 'text or CSV, one machine a line', completes: 'file' },
    { syntax: '<nodeset>', summary: 'names in the same order, e.g. n[01-40]', completes: 'nodeset' },
  ],
  options: [
    { flags: '--first-address <address>', summary: 'IPv4 address of the first node; the others count up' },
    {
      flags: '--profile <names>',
      summary: 'profiles of nodes that are new, separated by commas',
      completes: 'profile',
    },
    { flags: '--network <name>', summary: 'network device the MAC addresses belong to', default: 'default' },
  ],
  lists: true,
  changes: true,
  plans: true,
  result: {
    machines: 'for each line of the list its node, mac, address and line number',
    added: 'names of the nodes that are new',
    changed: 'names of the nodes that were there without this MAC address or address',
    keysMade: 'names of those that got host keys',
    ignoredColumns: 'true when the list has columns that nothing was taken from',
  },
  examples: [
    'muster node import rack3.csv n[01-40] --first-address 10.0.0.11',
    'muster node import macs.txt gpu[1-4] --profile default,gpu',
  ],
  run: async (context, args, options) => {
    const { nodeCalls } = await import('@muster/core/client');
    const file = requiredText(args, 'file');
    const text = await readText(context.io.cwd, file);
    const control = await context.control();
    const imported = await control.call(nodeCalls.import, {
      text,
      file,
      nodeSet: requiredText(args, 'nodeset'),
      network: textOf(options, 'network'),
      firstAddress: textOf(options, 'firstAddress'),
      profiles: textOf(options, 'profile')?.split(','),
    });
    const { machines, added, changed, keysMade, ignoredColumns } = imported;
    context.show(
      imported,
      machines.map(({ node, mac, address, line }) => ({ node, mac, address, line })),
    );
    context.note(
      `added ${counted(added.length, 'node')}, changed ${changed.length}, made host keys for ${keysMade.length}`,
    );
    if (ignoredColumns) context.note('the list has columns that nothing was taken from');
    return undefined;
  },
};
