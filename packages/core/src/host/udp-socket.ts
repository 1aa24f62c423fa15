import { createSocket, type Socket, type SocketOptions } from 'node:dgram';

export interface UdpBinding extends Omit<SocketOptions, 'type' | 'lookup'> {
  readonly family: 4 | 6;
  /** dgram looks every destination up; those of our servers are numbers already. Gives the number; by default the text as it is. */
  readonly numeric?: (hostname: string) => string;
}

/** A socket of its own, bound. Rejects with the error of bind(2); nothing is left open then. Port 0 picks a free one. */
export async function bindUdp(
  address: string,
  port: number,
  { family, numeric = (hostname) => hostname, ...options }: UdpBinding,
): Promise<Socket> {
  const socket = createSocket({
    ...options,
    type: `udp${family}`,
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
    await closeUdp(socket);
    throw error;
  }
}

/** Resolves once the socket is closed. */
export function closeUdp(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
}
