import type { Socket } from 'node:dgram';
import { bindUdp, closeUdp, describeHolder, portHolders, type UdpBinding } from '@muster/core';
import { dhcpErrors } from '../errors.ts';

/** Thousands of machines that are switched on at once fit; net.core.rmem_max caps it. */
export const RECEIVE_BUFFER = 8 * 1024 * 1024;

/**
 * A bound socket, IPv6 ones without IPv4.
 * @throws MusterError `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`, with the error of bind(2) as its cause
 */
export async function openUdp(address: string, port: number, binding: UdpBinding): Promise<Socket> {
  try {
    return await bindUdp(address, port, {
      ...binding,
      ipv6Only: binding.family === 6,
      recvBufferSize: RECEIVE_BUFFER,
    });
  } catch (error) {
    throw await listenError(error, address, port);
  }
}

async function listenError(error: unknown, address: string, port: number): Promise<Error> {
  const code = codeOf(error);
  if (code === 'EACCES') return dhcpErrors.portDenied(address, port);
  if (code === 'EADDRINUSE') return dhcpErrors.portTaken(address, port, await portHolder(port));
  return dhcpErrors.listenFailed(address, port, error);
}

/**
 * Who else listens on this port, on any address: undefined when nobody does. `open` tries with a socket that shares nothing,
 * because two DHCP servers that both set SO_REUSEADDR (dnsmasq does) start beside each other without a word.
 */
export async function otherThan(open: () => Promise<Socket>, port: number): Promise<string | undefined> {
  try {
    await closeUdp(await open());
    return undefined;
  } catch (error) {
    if (codeOf(error) !== 'DHCP_PORT_TAKEN') throw error;
    return (await portHolder(port)) ?? 'another program';
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function portHolder(port: number): Promise<string | undefined> {
  const [holder] = await portHolders('udp', port);
  return holder && describeHolder(holder);
}

/** Packets that can be answered; errors of single ones (an ICMP message, a full queue) do not end the server. */
export function onPackets(socket: Socket, heard: (packet: Uint8Array, address: string, port: number) => void): void {
  socket.on('error', () => undefined);
  socket.on('message', (packet, { address, port }) => {
    // Nobody can be answered at port 0, and Node throws for it.
    if (port !== 0) heard(packet, address, port);
  });
}
