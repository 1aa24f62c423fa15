import { MusterError, messageOf } from '@muster/core';

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
  format: (given: string): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCP_FORMAT_UNKNOWN',
      usage: true,
      sentence: `there is no format "${given}"`,
      remedy: 'full, include or table',
    }),
  checkPort: (address: string, port: number, cause: unknown): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCP_CHECK_PORT',
      sentence: `UDP ${address}:${port} cannot be opened to ask the DHCP server: ${messageOf(cause)}`,
      remedy:
        'run it as root on a machine that has the address; as a relay agent (--server) no DHCP server may run beside it',
      cause,
    }),
  checkUnknown: (what: string): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCP_CHECK_UNKNOWN',
      sentence: `there is no ${what}`,
      remedy: 'see "muster config show networks" and "muster node list"',
    }),
  checkDiffers: (count: number): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCP_CHECK_DIFFERS',
      sentence: `the live DHCP server answers otherwise than it should in ${count} ${count === 1 ? 'point' : 'points'}`,
      remedy: 'give it what "muster dhcp render" prints, or change networks and nodes to what it says',
    }),
  omapiRefused: (said: string, result: number): MusterError =>
    new MusterError({
      plugin: 'isc-dhcp',
      code: 'DHCPD_OMAPI_REFUSED',
      sentence: `dhcpd refuses a change over OMAPI: ${said} (${result})`,
      remedy: 'nothing: dhcpd is restarted instead, with the file that it found good',
    }),
};
