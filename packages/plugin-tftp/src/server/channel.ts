import { closeUdp } from '@muster/core';
import type { Client } from './resolve.ts';
import { transferSocket } from './sockets.ts';

/** Takes what comes back on a channel. */
export interface Receiver {
  receive(packet: Uint8Array): void;
  /** Nobody listens at the client's port any more (ICMP). */
  unreachable(): void;
}

/** Carries the packets of one transfer to its client and back. */
export interface Channel {
  /** DATA packets with `blksize` octets that one `send` takes, one behind the other. */
  blocksPerSend(blksize: number): number;
  send(packets: Uint8Array): void;
  /** Call once, before the first `send`. */
  attach(receiver: Receiver): void;
  close(): Promise<void>;
}

/**
 * A port of the transfer's own (RFC 1350 §4). Connected: the kernel keeps strangers out and reports a closed port.
 * Rejects when no socket can be had.
 */
export async function ownChannel({ localAddress, remoteAddress, remotePort }: Client): Promise<Channel> {
  const socket = await transferSocket(localAddress, remoteAddress, remotePort);
  return {
    blocksPerSend: () => 1,
    send: (packet) => {
      socket.send(packet);
    },
    attach: (receiver) => {
      socket.on('message', (packet) => {
        receiver.receive(packet);
      });
      socket.on('error', (error) => {
        // Anything else passes: packets are sent again.
        if ('code' in error && error.code === 'ECONNREFUSED') receiver.unreachable();
      });
    },
    close: () => closeUdp(socket),
  };
}
