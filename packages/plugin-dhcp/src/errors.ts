import { MusterError, messageOf } from '@muster/core';

/** Wording of everything that can stop the DHCP server. */
export const dhcpErrors = {
  networkInvalid: (name: string, field: string, value: string, allowed: string): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_NETWORK_INVALID',
      sentence: `${field} of network "${name}" is "${value}", which is not ${allowed}`,
      remedy: `correct networks.${name}.${field} in the configuration`,
      where: { path: `networks.${name}.${field}` },
    }),
  addressMissing: (network: string, address: string, device: string | undefined): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_ADDRESS_MISSING',
      sentence: `no interface of this machine has ${address}, the server's address on network "${network}"`,
      remedy: `add it (ip address add ${address}/PREFIX dev ${device ?? 'INTERFACE'}), or correct networks.${network}.address`,
      where: { path: `networks.${network}.address` },
    }),
  portDenied: (address: string, port: number): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_PORT_DENIED',
      sentence: `this user may not listen on UDP ${address}:${port}`,
      remedy: 'start Muster as root or with CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE)',
    }),
  portTaken: (address: string, port: number, holder: string | undefined): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_PORT_TAKEN',
      sentence: `UDP ${address}:${port} is already used by ${holder ?? 'another program'}`,
      remedy:
        'stop it, or let it answer alone (mode: off); a proxy shares port 67 with a server that allows it (dnsmasq: bind-dynamic)',
    }),
  listenFailed: (address: string, port: number, cause: unknown): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_LISTEN_FAILED',
      sentence: `UDP ${address}:${port} could not be opened: ${messageOf(cause)}`,
      remedy: 'see the cause; "ip address" and "ss -ulpn" show what this machine has and who listens',
      cause,
    }),
  duidUnusable: (file: string, cause: unknown): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_DUID_UNUSABLE',
      sentence: `the DHCPv6 identifier of this server cannot be read or kept: ${messageOf(cause)}`,
      remedy: 'make its folder writable for the user Muster runs as, with space left on the device',
      where: { file },
      cause,
    }),
  journalUnusable: (file: string, cause: unknown): MusterError =>
    new MusterError({
      plugin: 'dhcp',
      code: 'DHCP_JOURNAL_UNUSABLE',
      sentence: `the lease journal cannot be opened: ${messageOf(cause)}`,
      remedy: 'make its folder writable for the user Muster runs as, with space left on the device',
      where: { file },
      cause,
    }),
};
