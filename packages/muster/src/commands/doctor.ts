import type { CliCommand } from '../command.ts';
import { examine } from '../doctor/examine.ts';

export const doctor: CliCommand = {
  name: 'doctor',
  summary:
    'Look for what keeps machines from booting: ports, rights, firewall, other DHCP servers, boot files, disk, clock',
  lists: true,
  examples: ['muster doctor', 'sudo muster doctor --output json'],
  run: (context) => examine(context),
};
