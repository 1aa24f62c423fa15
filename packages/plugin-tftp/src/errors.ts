import { MusterError, messageOf } from '@muster/core';

/** Wording of everything that can stop the TFTP server. */
export const tftpErrors = {
  addressMissing: (address: string): MusterError =>
    new MusterError({
      plugin: 'tftp',
      code: 'TFTP_ADDRESS_MISSING',
      sentence: `no interface of this machine has the address ${address}`,
      remedy: `add it (ip address add ${address}/PREFIX dev INTERFACE), or correct "networks" or the tftp option "listen"`,
    }),
  portDenied: (address: string, port: number): MusterError =>
    new MusterError({
      plugin: 'tftp',
      code: 'TFTP_PORT_DENIED',
      sentence: `this user may not listen on UDP ${address}:${port}`,
      remedy: 'start Muster as root or with CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE)',
    }),
  portTaken: (address: string, port: number): MusterError =>
    new MusterError({
      plugin: 'tftp',
      code: 'TFTP_PORT_TAKEN',
      sentence: `UDP ${address}:${port} is already used by another program`,
      remedy: `stop the other TFTP server ("ss -ulpn sport = :${port}" names it), or take the tftp plugin out of "plugins"`,
    }),
  listenFailed: (address: string, port: number, cause: unknown): MusterError =>
    new MusterError({
      plugin: 'tftp',
      code: 'TFTP_LISTEN_FAILED',
      sentence: `UDP ${address}:${port} could not be opened: ${messageOf(cause)}`,
      remedy: 'see the cause; "ip address" and "ss -ulpn" show what this machine has and who listens',
      cause,
    }),
};
