import { type CliCommand, requiredText } from '../../command.ts';

export const forget: CliCommand = {
  name: 'discover forget',
  summary: 'Take a machine off the list of unknown ones; it comes back when it asks again',
  arguments: [{ syntax: '<mac>', summary: 'MAC address, as "discover list" shows it', completes: 'unknown-machine' }],
  examples: ['muster discover forget 52:54:00:12:34:56'],
  run: async (context, args) => {
    const { discoverCalls } = await import('@muster/core/client');
    const control = await context.control();
    const forgotten = await control.call(discoverCalls.forget, { mac: requiredText(args, 'mac') });
    context.print(`forgot ${forgotten.mac}`);
    return undefined;
  },
};
