import type { Socket } from 'node:dgram';
import { closeUdp } from '@muster/core';
import { formatIPv4, parseIPv4 } from '@muster/wire';
import type { Arrival } from '../engine/exchange.ts';
import { dhcpErrors } from '../errors.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import { codeOf, onPackets, openUdp, otherThan } from './udp-socket.ts';

const ANY = '0.0.0.0';

export type OnPacket = (packet: Uint8Array, arrival: Arrival) => void;

/**
 * One socket on 0.0.0.0 hears broadcasts; one on each of our addresses sends, and hears what is sent to that address.
 * A broadcast to 255.255.255.255 leaves by the interface that owns the socket's address; from the wildcard socket it
 * would leave by the default route, so nothing is ever sent from that one.
 */
export class DhcpSockets {
  readonly #wildcard: Socket;
  readonly #byAddress: ReadonlyMap<number, Socket>;
  /** The port listened on. */
  readonly port: number;

  private constructor(wildcard: Socket, byAddress: ReadonlyMap<number, Socket>) {
    this.#wildcard = wildcard;
    this.#byAddress = byAddress;
    this.port = wildcard.address().port;
  }

  /**
   * @param port 0 picks a free one, for tests.
   * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
   */
  static async open(networks: Networks, port: number, onPacket: OnPacket): Promise<DhcpSockets> {
    const opened: Socket[] = [];
    try {
      const wildcard = await listen(ANY, port, { reuseAddr: true });
      opened.push(wildcard);
      const byAddress = new Map<number, Socket>();
      for (const network of networks.list) {
        if (byAddress.has(network.address)) continue;
        const socket = await listen(network.config.address, wildcard.address().port, { reuseAddr: true, network });
        opened.push(socket);
        byAddress.set(network.address, socket);
      }
      receive(wildcard, undefined, onPacket);
      for (const [address, socket] of byAddress) receive(socket, address, onPacket);
      return new DhcpSockets(wildcard, byAddress);
    } catch (error) {
      await Promise.all(opened.map(closeUdp));
      throw error;
    }
  }

  /** Sends from our address on the network. Calls back with an error when the kernel refuses. */
  send(
    network: ServedNetwork,
    packet: Uint8Array,
    to: { readonly address: string; readonly port: number },
    done: (error: Error | null) => void,
  ): void {
    this.#byAddress.get(network.address)?.send(packet, to.port, to.address, done);
  }

  async close(): Promise<void> {
    await Promise.all([this.#wildcard, ...this.#byAddress.values()].map(closeUdp));
  }
}

/** Who else listens on this port, on any address: undefined when nobody does. */
export function otherListener(port: number): Promise<string | undefined> {
  return otherThan(() => listen(ANY, port, { reuseAddr: false }), port);
}

interface ListenOptions {
  readonly reuseAddr: boolean;
  readonly network?: ServedNetwork;
}

export async function listen(address: string, port: number, { reuseAddr, network }: ListenOptions): Promise<Socket> {
  try {
    const socket = await openUdp(address, port, { family: 4, reuseAddr, numeric });
    socket.setBroadcast(true);
    return socket;
  } catch (error) {
    const isMissing = error instanceof Error && codeOf(error.cause) === 'EADDRNOTAVAIL';
    if (!isMissing || network === undefined) throw error;
    throw dhcpErrors.addressMissing(network.name, address, network.config.interface);
  }
}

function numeric(hostname: string): string {
  return parseIPv4(hostname) === undefined ? formatIPv4(0) : hostname;
}

export function receive(socket: Socket, localAddress: number | undefined, onPacket: OnPacket): void {
  onPackets(socket, (packet, remoteAddress, remotePort) => {
    onPacket(packet, { remoteAddress, remotePort, ...(localAddress === undefined ? {} : { localAddress }) });
  });
}
