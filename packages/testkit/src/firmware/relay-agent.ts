import type { Socket } from 'node:dgram';
import { BOOTREPLY, type DhcpMessage, decodeDhcp, encodeDhcp, parseIPv4 } from '@muster/wire';
import { testkitErrors } from '../errors.ts';
import { udpSocket } from './socket.ts';

export interface RelayOptions {
  /** Address of ours on the machines' network: `giaddr`, where answers are sent to. */
  readonly address: string;
  /** The DHCP server. */
  readonly server: string;
  /** Servers that are sent everything too: a relay agent has the addresses of a proxy as well. */
  readonly others?: readonly string[];
  /** UDP ports, 67 both unless given. */
  readonly port?: number;
  readonly serverPort?: number;
  /** Share of packets that get lost each way, 0 to 1. */
  readonly loss?: number;
  /** From 0 to 1, asked for every packet: it is lost when this is below `loss`. Math.random unless given. */
  readonly random?: () => number;
  /** The network the address has to be on; only for the error. */
  readonly network?: string;
}

/**
 * A relay agent (RFC 1542, RFC 3046 without option 82) for any number of machines: one host cannot broadcast for many, but
 * it can relay for them, as perfdhcp does.
 */
export class RelayAgent {
  readonly #socket: Socket;
  readonly #options: RelayOptions;
  readonly #giaddr: number;
  readonly #listeners = new Map<number, (reply: DhcpMessage) => void>();

  private constructor(socket: Socket, options: RelayOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#giaddr = parseIPv4(options.address) ?? 0;
    socket.on('message', (packet) => {
      this.#receive(packet);
    });
    // An ICMP error about one packet ends nobody's boot.
    socket.on('error', () => undefined);
  }

  /** @throws MusterError `SIM_RELAY_ADDRESS` */
  static async open(options: RelayOptions): Promise<RelayAgent> {
    const { address, port = 67, network } = options;
    const socket = udpSocket({ large: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.bind(port, address, resolve);
      });
    } catch (error) {
      socket.close();
      throw testkitErrors.relayAddress(address, port, network, error);
    }
    socket.removeAllListeners('error');
    return new RelayAgent(socket, options);
  }

  /** Decides about one packet on the machines' wire, those of their TFTP among them. */
  loses(): boolean {
    const { loss = 0, random = Math.random } = this.#options;
    return loss > 0 && random() < loss;
  }

  /** Hears answers to this transaction until the returned function is called. */
  listen(xid: number, onReply: (reply: DhcpMessage) => void): () => void {
    this.#listeners.set(xid, onReply);
    return () => this.#listeners.delete(xid);
  }

  send(message: DhcpMessage): void {
    if (this.loses()) return;
    const { server, others = [], serverPort = 67 } = this.#options;
    const packet = encodeDhcp({ ...message, giaddr: this.#giaddr, hops: 1 });
    for (const each of [server, ...others]) this.#socket.send(packet, serverPort, each);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.close(resolve);
    });
  }

  #receive(packet: Uint8Array): void {
    if (this.loses()) return;
    const decoded = decodeDhcp(packet);
    if (decoded.ok && decoded.message.op === BOOTREPLY) this.#listeners.get(decoded.message.xid)?.(decoded.message);
  }
}
