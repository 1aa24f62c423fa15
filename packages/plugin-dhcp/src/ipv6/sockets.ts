import type { Socket } from 'node:dgram';
import { closeUdp } from '@muster/core';
import { DHCP6_MULTICAST } from '@muster/wire';
import { dhcpErrors } from '../errors.ts';
import { onPackets, openUdp, otherThan } from '../server/udp-socket.ts';
import { interfaceWith, type Networks6 } from './network.ts';

const ANY = '::';

export type OnPacket6 = (packet: Uint8Array, remoteAddress: string, remotePort: number) => void;

/** A socket on every address, and the interfaces on which it hears the multicast of clients. */
export interface Sockets6 {
  readonly port: number;
  /** By network; only those our address is on. */
  readonly interfaces: ReadonlyMap<string, string>;
  send(packet: Uint8Array, to: { address: string; port: number }, done: (error: Error | null) => void): void;
  close(): Promise<void>;
}

/**
 * One socket is enough: a link-local sender's address carries the interface it came in by, and by it a reply leaves there.
 * @param port 0 picks a free one, for tests.
 * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
 */
export async function openSockets6(networks: Networks6, port: number, onPacket: OnPacket6): Promise<Sockets6> {
  const interfaces = interfacesOf(networks);
  const socket = await listen(port, true);
  try {
    for (const device of new Set(interfaces.values())) socket.addMembership(DHCP6_MULTICAST, `${ANY}%${device}`);
  } catch (error) {
    await closeUdp(socket);
    throw dhcpErrors.listenFailed(DHCP6_MULTICAST, port, error);
  }
  onPackets(socket, onPacket);
  return {
    port: socket.address().port,
    interfaces,
    send: (packet, to, done) => {
      socket.send(packet, to.port, to.address, done);
    },
    close: () => closeUdp(socket),
  };
}

/** Who else listens on this port: undefined when nobody does. */
export function otherListener6(port: number): Promise<string | undefined> {
  return otherThan(() => listen(port, false), port);
}

function interfacesOf(networks: Networks6): Map<string, string> {
  const interfaces = new Map<string, string>();
  for (const { name, ipv6, config, onLink } of networks) {
    const device = interfaceWith(ipv6.address);
    if (device === undefined) throw dhcpErrors.addressMissing(name, ipv6.address, config.interface);
    if (onLink) interfaces.set(name, device);
  }
  return interfaces;
}

function listen(port: number, reuseAddr: boolean): Promise<Socket> {
  return openUdp(ANY, port, { family: 6, reuseAddr, numeric: (hostname) => hostname });
}
