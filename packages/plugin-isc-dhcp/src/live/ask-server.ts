import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  BOOTREPLY,
  BROADCAST_FLAG,
  type ClientClass,
  clientDiscover,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  MessageType,
  macToBytes,
  OPTIONS,
  parseIPv4,
  readOption,
} from '@muster/wire';
import { iscDhcpErrors } from '../errors.ts';

/** How long further servers have after the first that answered, milliseconds. */
const OTHERS_MS = 200;
const TRIES = 2;

export interface AskOptions {
  /** Our address on the machines' network: broadcasts leave by its interface; as a relay it is `giaddr`. */
  readonly address: string;
  /** Ask this server as a relay agent, by unicast; else broadcast as a machine on the wire. */
  readonly server?: string | undefined;
  /** How long a server has for its answer, milliseconds. */
  readonly wait: number;
}

/** Sends DISCOVERs and hears OFFERs; no address is taken, for nothing is ever requested. */
export class ServerAsker {
  readonly #options: AskOptions;
  readonly #sender: Socket;
  readonly #sockets: readonly Socket[];
  readonly #listeners = new Map<number, (offer: DhcpMessage) => void>();

  private constructor(options: AskOptions, sockets: readonly [Socket, ...Socket[]]) {
    this.#options = options;
    this.#sockets = sockets;
    this.#sender = sockets[0];
    for (const socket of sockets) {
      socket.on('message', (packet) => {
        this.#receive(packet);
      });
      socket.on('error', () => undefined);
    }
  }

  /** Rejects with DHCP_CHECK_PORT when the port of a client, or of a relay agent, cannot be had. */
  static async open(options: AskOptions): Promise<ServerAsker> {
    const { address, server } = options;
    const port = server === undefined ? DHCP_CLIENT_PORT : DHCP_SERVER_PORT;
    const sender = await bound(address, port);
    if (server !== undefined) return new ServerAsker(options, [sender]);
    sender.setBroadcast(true);
    // Only a wildcard socket hears answers that are broadcast.
    return new ServerAsker(options, [sender, await bound('0.0.0.0', port)]);
  }

  /** The OFFERs of all servers that answer this machine in time. */
  async offers(clientClass: ClientClass, mac: string): Promise<DhcpMessage[]> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const heard = await this.#once(clientClass, mac);
      if (heard.length > 0) return heard;
    }
    return [];
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  #once(clientClass: ClientClass, mac: string): Promise<DhcpMessage[]> {
    const { address, server, wait } = this.#options;
    const xid = randomInt(1, 2 ** 32);
    const message = clientDiscover(clientClass, { chaddr: macToBytes(mac) ?? new Uint8Array(6), xid });
    if (server === undefined) message.flags |= BROADCAST_FLAG;
    else Object.assign(message, { giaddr: parseIPv4(address) ?? 0, hops: 1 });
    return new Promise((resolve) => {
      const heard: DhcpMessage[] = [];
      const finish = (): void => {
        this.#listeners.delete(xid);
        resolve(heard);
      };
      let timer = setTimeout(finish, wait);
      this.#listeners.set(xid, (offer) => {
        if (heard.some((other) => serverOf(other) === serverOf(offer))) return;
        heard.push(offer);
        clearTimeout(timer);
        timer = setTimeout(finish, OTHERS_MS);
      });
      this.#sender.send(encodeDhcp(message), DHCP_SERVER_PORT, server ?? '255.255.255.255', () => undefined);
    });
  }

  #receive(packet: Uint8Array): void {
    const decoded = decodeDhcp(Uint8Array.from(packet));
    if (!decoded.ok || decoded.message.op !== BOOTREPLY) return;
    if (readOption(decoded.message, OPTIONS.messageType) !== MessageType.OFFER) return;
    this.#listeners.get(decoded.message.xid)?.(decoded.message);
  }
}

export function serverOf(offer: DhcpMessage): number {
  return readOption(offer, OPTIONS.serverIdentifier) ?? 0;
}

async function bound(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, address, resolve);
    });
    socket.removeAllListeners('error');
    return socket;
  } catch (error) {
    socket.close();
    throw iscDhcpErrors.checkPort(address, port, error);
  }
}
