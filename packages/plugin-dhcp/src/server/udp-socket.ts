import { createSocket, type Socket } from 'node:dgram';
import { describeHolder, portHolders } from '@muster/core';
import { dhcpErrors } from '../errors.ts';

/** Thousands of machines that are switched on at once fit; net.core.rmem_max caps it. */
export const RECEIVE_BUFFER = 8 * 1024 * 1024;

export interface UdpOptions {
  readonly family: 4 | 6;
  readonly reuseAddr: boolean;
  /** dgram looks every destination up; those of DHCP are numbers already. */
  readonly numeric: (hostname: string) => string;
}

/**
 * A bound socket of its own, IPv6 ones without IPv4.
 * @throws MusterError `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`, with the error of bind(2) as its cause
 */
export async function openUdp(
  address: string,
  port: number,
  { family, reuseAddr, numeric }: UdpOptions,
): Promise<Socket> {
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    reuseAddr,
    recvBufferSize: RECEIVE_BUFFER,
    lookup: (hostname, _options, callback) => {
      callback(null, numeric(hostname), family);
    },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
    return socket;
  } catch (error) {
    await close(socket);
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
    await close(await open());
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

export function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
}
