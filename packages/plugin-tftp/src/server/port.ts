import type { Socket } from 'node:dgram';
import { closeUdp } from '@muster/core';
import { DATA_HEADER_SIZE } from '@muster/wire';
import type { Channel, Receiver } from './channel.ts';
import type { Client } from './resolve.ts';
import { MAX_SEGMENTS, type Segmentation } from './segmentation.ts';
import { listen } from './sockets.ts';

/** Where a packet came from. */
export type From = Pick<Client, 'remoteAddress' | 'remotePort'>;

/** Tells clients apart: their transfer identifiers (RFC 1350 §4). */
export function clientKey({ remoteAddress, remotePort }: From): string {
  return `${remoteAddress}:${remotePort}`;
}

/** Octets of the largest UDP payload over IPv4. */
const MAX_PAYLOAD = 65_507;

/** A UDP port that any number of transfers share: packets belong to the transfer of the client that sent them. */
export class Port {
  readonly #socket: Socket;
  readonly #receivers = new Map<string, Receiver>();
  readonly #segmentation: Segmentation;
  /** Octets of the packets the kernel cuts longer sends into; 0: it cuts nothing. */
  #segment = 0;
  #changing: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(socket: Socket, segmentation: Segmentation) {
    this.#socket = socket;
    this.#segmentation = segmentation;
    // Errors of single packets must not end the server.
    socket.on('error', () => undefined);
  }

  /** @throws MusterError `TFTP_ADDRESS_MISSING`, `TFTP_PORT_DENIED`, `TFTP_PORT_TAKEN`, `TFTP_LISTEN_FAILED` */
  static async open(address: string, port: number, segmentation: Segmentation): Promise<Port> {
    return new Port(await listen(address, port), segmentation);
  }

  get number(): number {
    return this.#socket.address().port;
  }

  /** Packets that belong to no transfer go to `strange`. */
  start(strange: (packet: Uint8Array, from: From) => void): void {
    this.#socket.on('message', (packet, { address, port }) => {
      // Nobody can be answered at port 0, and Node throws for it.
      if (port === 0) return;
      const from = { remoteAddress: address, remotePort: port };
      const receiver = this.#receivers.get(clientKey(from));
      if (receiver === undefined || isRequest(packet)) strange(packet, from);
      else receiver.receive(packet);
    });
  }

  /** Whether one send may carry several blocks of this size. */
  segments(blksize: number): boolean {
    return this.#segment === blksize + DATA_HEADER_SIZE;
  }

  /** Lets the kernel cut what is sent into packets with blocks of this size, from some time on if it can. */
  segment(blksize: number): void {
    this.#change(blksize + DATA_HEADER_SIZE);
  }

  /** Does nothing once it is closed. */
  send(packets: Uint8Array, { remoteAddress, remotePort }: From): void {
    if (this.#closed) return;
    if (this.#segment === 0) this.#socket.send(packets, remotePort, remoteAddress);
    else this.#socket.send(packets, remotePort, remoteAddress, this.#sent);
  }

  channel(client: Client): Channel {
    const key = clientKey(client);
    let ours: Receiver | undefined;
    return {
      blocksPerSend: (blksize) =>
        this.segments(blksize) ? Math.min(MAX_SEGMENTS, Math.floor(MAX_PAYLOAD / this.#segment)) : 1,
      send: (packets) => {
        this.send(packets, client);
      },
      attach: (receiver) => {
        ours = receiver;
        this.#receivers.set(key, receiver);
      },
      close: () => {
        // A client that started over has another transfer by now.
        if (this.#receivers.get(key) === ours) this.#receivers.delete(key);
        return Promise.resolve();
      },
    };
  }

  /** Resolves when the kernel has been told what to cut. */
  settled(): Promise<void> {
    return this.#changing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.settled();
    await closeUdp(this.#socket);
  }

  /**
   * Where the path to a client has a smaller MTU, is encrypted, or its device computes no checksums, the kernel refuses whatever is
   * sent while it is to cut (Linux, net/ipv4/udp.c): then it cuts no more, and what was refused is sent again as lost.
   */
  readonly #sent = (error: Error | null): void => {
    const code = error !== null && 'code' in error ? error.code : undefined;
    if (this.#segment > 0 && (code === 'EINVAL' || code === 'EIO' || code === 'EMSGSIZE')) this.#change(0);
  };

  #change(size: number): void {
    if (size === 0) this.#segment = 0;
    this.#changing = this.#changing.then(async () => {
      if (await this.#segmentation(this.#socket, size)) this.#segment = size;
    });
  }
}

function isRequest(packet: Uint8Array): boolean {
  return packet[0] === 0 && (packet[1] === 1 || packet[1] === 2);
}
