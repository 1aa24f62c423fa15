import type { CliCommand } from '../../command.ts';

export const list: CliCommand = {
  name: 'discover list',
  summary: 'List machines that are no node, first seen first',
  lists: true,
  examples: ['muster discover list', 'muster discover list --output json'],
  run: async (context) => {
    const { discoverCalls, formatDuration } = await import('@muster/core/client');
    const control = await context.control();
    const machines = await control.call(discoverCalls.list, {});
    const now = Date.now();
    context.show(
      machines,
      machines.map(({ mac, lastSeen, asks, policy, note, ...machine }) => ({
        mac,
        seen: `${formatDuration(Math.max(0, now - lastSeen))} ago`,
        state: asks ? 'waits' : 'heard',
        policy,
        network: machine.network,
        relay: machine.relay,
        address: machine.address,
        clientClass: machine.clientClass,
        vendor: [machine.manufacturer ?? machine.vendorClass, machine.product].filter(Boolean).join(' '),
        serial: machine.serial,
        assetTag: machine.assetTag,
        uuid: machine.uuid,
        note,
      })),
    );
    return undefined;
  },
};
