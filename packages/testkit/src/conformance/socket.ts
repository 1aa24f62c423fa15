import { createSocket } from 'node:dgram';

export interface SocketPlace {
  /** Name of the network it is for: the machine that has the address may be another for each. */
  readonly network: string;
  /** `0.0.0.0` hears broadcasts. */
  readonly address: string;
  readonly port: number;
}

export interface UdpEnd {
  readonly address: string;
  readonly port: number;
}

/** A UDP socket of the suite. */
export interface SuiteSocket {
  /** To 255.255.255.255 it leaves by the interface that has the socket's address. */
  send(packet: Uint8Array, to: UdpEnd): void;
  close(): Promise<void>;
}

/** Opens a socket; `onPacket` is called with a copy of every packet it hears. */
export type OpenSocket = (
  place: SocketPlace,
  onPacket: (packet: Uint8Array, from: UdpEnd) => void,
) => Promise<SuiteSocket>;

/** A socket of this process. */
export const udpSocket: OpenSocket = async ({ address, port }, onPacket) => {
  const lookup = (host: string, _options: unknown, done: (error: null, address: string, family: number) => void) => {
    done(null, host, 4);
  };
  const socket = createSocket({ type: 'udp4', reuseAddr: true, lookup });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, address, exclusive: true }, resolve);
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.removeAllListeners('error');
  // An ICMP error about one packet is no answer and no failure.
  socket.on('error', () => undefined);
  socket.on('message', (packet, from) => {
    onPacket(Uint8Array.from(packet), { address: from.address, port: from.port });
  });
  socket.setBroadcast(true);
  return {
    send: (packet, to) => {
      socket.send(packet, to.port, to.address, () => undefined);
    },
    close: () =>
      new Promise<void>((resolve) => {
        socket.close(() => {
          resolve();
        });
      }),
  };
};
