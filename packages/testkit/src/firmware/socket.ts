import { createSocket, type Socket } from 'node:dgram';

const RECEIVE_BUFFER = 8 * 1024 * 1024;

/** A UDP socket for addresses in digits: without a look-up `send` hands the packet to the kernel at once. */
export function udpSocket({ large = false }: { readonly large?: boolean } = {}): Socket {
  return createSocket({
    type: 'udp4',
    reuseAddr: large,
    ...(large ? { recvBufferSize: RECEIVE_BUFFER } : {}),
    lookup: (address, _options, done) => {
      done(null, address, 4);
    },
  });
}
