import { randomInt } from 'node:crypto';
import type { Socket } from 'node:dgram';
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
  OPTIONS,
  parseIPv4,
  readOption,
} from '@muster/wire';
import { bindUdp, closeUdp } from './udp-socket.ts';

/** A DISCOVER may be lost while a switch still learns; servers that ping first need a second or two. */
const AGAIN_MS = 1000;
const BROADCAST = '255.255.255.255';

export interface DhcpAskerOptions {
  /** Our address on the machines' network: broadcasts leave by its interface; as a relay agent it is `giaddr`. */
  readonly address: string;
  /** Ask this server as a relay agent, by unicast; else broadcast as a machine on the wire. */
  readonly server?: string | undefined;
}

export interface DhcpQuestion {
  /** Asked as a machine of this class: servers and proxies answer by it. */
  readonly clientClass: ClientClass;
  /** Its hardware address, 6 octets. */
  readonly chaddr: Uint8Array;
  /** How long to listen, milliseconds. */
  readonly wait: number;
  /** How long further servers have after the first that answered, milliseconds; default: until the end of `wait`. */
  readonly settle?: number;
  readonly signal?: AbortSignal;
}

/** Sends DISCOVERs and hears OFFERs (RFC 2131); nothing is ever requested, so no address is taken. */
export class DhcpAsker {
  readonly #options: DhcpAskerOptions;
  readonly #sender: Socket;
  readonly #sockets: readonly Socket[];
  readonly #listeners = new Map<number, (offer: DhcpMessage) => void>();

  private constructor(options: DhcpAskerOptions, sockets: readonly [Socket, ...Socket[]]) {
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

  /** Rejects with the error of bind(2) when the port of a client, or of a relay agent, cannot be had. */
  static async open(options: DhcpAskerOptions): Promise<DhcpAsker> {
    const { address, server } = options;
    const port = server === undefined ? DHCP_CLIENT_PORT : DHCP_SERVER_PORT;
    const sender = await bindUdp(address, port, { family: 4, reuseAddr: true });
    if (server !== undefined) return new DhcpAsker(options, [sender]);
    try {
      sender.setBroadcast(true);
      // Only a wildcard socket hears answers that are broadcast.
      return new DhcpAsker(options, [sender, await bindUdp('0.0.0.0', port, { family: 4, reuseAddr: true })]);
    } catch (error) {
      await closeUdp(sender);
      throw error;
    }
  }

  /** The OFFERs of all servers and proxies that answer in time, one of each for each address it offers. Asks twice. */
  offers({ clientClass, chaddr, wait, settle = wait, signal }: DhcpQuestion): Promise<DhcpMessage[]> {
    const { address, server } = this.#options;
    const xid = randomInt(1, 2 ** 32);
    const message = clientDiscover(clientClass, { chaddr, xid });
    if (server === undefined) message.flags |= BROADCAST_FLAG;
    else Object.assign(message, { giaddr: parseIPv4(address) ?? 0, hops: 1 });
    const packet = encodeDhcp(message);
    const send = (): void => {
      this.#sender.send(packet, DHCP_SERVER_PORT, server ?? BROADCAST, () => undefined);
    };
    return new Promise((resolve) => {
      const heard = new Map<string, DhcpMessage>();
      const again = setTimeout(send, Math.min(AGAIN_MS, wait / 2));
      const finish = (): void => {
        for (const timer of [again, end]) clearTimeout(timer);
        this.#listeners.delete(xid);
        signal?.removeEventListener('abort', finish);
        resolve([...heard.values()]);
      };
      let end = setTimeout(finish, wait);
      signal?.addEventListener('abort', finish);
      this.#listeners.set(xid, (offer) => {
        if (heard.size === 0 && settle < wait) {
          clearTimeout(end);
          end = setTimeout(finish, settle);
        }
        heard.set(JSON.stringify([serverOf(offer), offer.yiaddr]), offer);
      });
      send();
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map(closeUdp));
  }

  #receive(packet: Uint8Array): void {
    const decoded = decodeDhcp(Uint8Array.from(packet));
    if (!decoded.ok || decoded.message.op !== BOOTREPLY) return;
    if (readOption(decoded.message, OPTIONS.messageType) !== MessageType.OFFER) return;
    this.#listeners.get(decoded.message.xid)?.(decoded.message);
  }
}

/** Option 54, else where the answer says the next server is: some proxies name only that. */
export function serverOf(offer: DhcpMessage): number {
  return readOption(offer, OPTIONS.serverIdentifier) ?? offer.siaddr;
}
