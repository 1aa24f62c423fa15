import { createSocket, type Socket } from 'node:dgram';
import { describeHolder, portHolders } from '@muster/core';
import { formatIPv4, parseIPv4 } from '@muster/wire';
import type { Arrival } from '../engine/exchange.ts';
import { dhcpErrors } from '../errors.ts';
import type { Networks, ServedNetwork } from '../network.ts';

/** Thousands of machines that are switched on at once fit; net.core.rmem_max caps it. */
export const RECEIVE_BUFFER = 8 * 1024 * 1024;
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
      await Promise.all(opened.map(close));
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
    await Promise.all([this.#wildcard, ...this.#byAddress.values()].map(close));
  }
}

/**
 * Who else listens on this port, on any address: undefined when nobody does. Tried with a socket that shares nothing,
 * because two DHCP servers that both set SO_REUSEADDR (dnsmasq does) start beside each other without a word.
 */
export async function otherListener(port: number): Promise<string | undefined> {
  try {
    await close(await listen(ANY, port, { reuseAddr: false }));
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'DHCP_PORT_TAKEN')) throw error;
    return (await portHolder(port)) ?? 'another program';
  }
}

export async function portHolder(port: number): Promise<string | undefined> {
  const [holder] = await portHolders('udp', port);
  return holder && describeHolder(holder);
}

interface ListenOptions {
  readonly reuseAddr: boolean;
  readonly network?: ServedNetwork;
}

export async function listen(address: string, port: number, { reuseAddr, network }: ListenOptions): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr, recvBufferSize: RECEIVE_BUFFER, lookup: numericLookup });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port, exclusive: true }, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
    socket.setBroadcast(true);
    return socket;
  } catch (error) {
    await close(socket);
    throw await listenError(error, address, port, network);
  }
}

async function listenError(error: unknown, address: string, port: number, network?: ServedNetwork): Promise<Error> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRNOTAVAIL' && network !== undefined) {
    return dhcpErrors.addressMissing(network.name, address, network.config.interface);
  }
  if (code === 'EACCES') return dhcpErrors.portDenied(address, port);
  if (code === 'EADDRINUSE') return dhcpErrors.portTaken(address, port, await portHolder(port));
  return dhcpErrors.listenFailed(address, port, error);
}

export function receive(socket: Socket, localAddress: number | undefined, onPacket: OnPacket): void {
  // Errors of single packets (an ICMP message, a full queue) come here: they must not end the server.
  socket.on('error', () => undefined);
  socket.on('message', (packet, { address, port }) => {
    // Nobody can be answered at port 0, and Node throws for it.
    if (port === 0) return;
    onPacket(packet, {
      remoteAddress: address,
      remotePort: port,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
  });
}

/** dgram looks every destination up; ours are numbers already. */
function numericLookup(
  hostname: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, parseIPv4(hostname) === undefined ? formatIPv4(0) : hostname, 4);
}

export function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
}
