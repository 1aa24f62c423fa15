import { MusterError } from '@muster/core';

/** Wording of what is this plugin's own. */
export const iscDhcpErrors = {
  omapiUnreachable: (why: string): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCPD_OMAPI_UNREACHABLE',
      sentence: `dhcpd does not talk to Muster over OMAPI: ${why}`,
      remedy:
        'nothing: dhcpd is restarted instead; if it happens often, see whether another program has its port (omapiPort)',
    }),
  keaControl: (command: string, said: string): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'KEA_CONTROL_FAILED',
      sentence: `Kea did not obey ${command} on its control socket: ${said}`,
      remedy: 'nothing: Kea is restarted instead, with the file that it found good',
    }),
  omapiRefused: (said: string, result: number): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCPD_OMAPI_REFUSED',
      sentence: `dhcpd refuses a change over OMAPI: ${said} (${result})`,
      remedy: 'nothing: dhcpd is restarted instead, with the file that it found good',
    }),
};
