import { createSocket, type Socket } from 'node:dgram';
import { DHCP6_MULTICAST } from '@muster/wire';
import { dhcpErrors } from '../errors.ts';
import { portHolder } from '../server/sockets.ts';
import { interfaceWith, type Networks6 } from './network.ts';

/** Thousands of machines that are switched on at once fit; net.core.rmem_max caps it. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
const ANY = '::';

export type OnPacket6 = (packet: Uint8Array, remoteAddress: string, remotePort: number) => void;

/** A socket on every address, and the interfaces on which it hears the multicast of clients. */
export interface Sockets6 {
  readonly port: number;
  /** By network; only those our address is on. */
  readonly interfaces: ReadonlyMap<string, string>;
  send(packet: Uint8Array, to: { address: string; port: number }, done: (error: Error | null) => void): void;
  close(): Promise<void>;
}

/**
 * One socket is enough: a link-local sender's address carries the interface it came in by, and by it a reply leaves there.
 * @param port 0 picks a free one, for tests.
 * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
 */
export async function openSockets6(networks: Networks6, port: number, onPacket: OnPacket6): Promise<Sockets6> {
  const interfaces = interfacesOf(networks);
  const socket = await listen(port, true);
  try {
    for (const device of new Set(interfaces.values())) socket.addMembership(DHCP6_MULTICAST, `${ANY}%${device}`);
  } catch (error) {
    await close(socket);
    throw dhcpErrors.listenFailed(DHCP6_MULTICAST, port, error);
  }
  // Errors of single packets (an ICMP message, a full queue) come here: they must not end the server.
  socket.on('error', () => undefined);
  socket.on('message', (packet, from) => {
    // Nobody can be answered at port 0, and Node throws for it.
    if (from.port === 0) return;
    onPacket(packet, from.address, from.port);
  });
  return {
    port: socket.address().port,
    interfaces,
    send: (packet, to, done) => {
      socket.send(packet, to.port, to.address, done);
    },
    close: () => close(socket),
  };
}

/** Who else listens on this port: undefined when nobody does. Two servers that share their port start without a word. */
export async function otherListener6(port: number): Promise<string | undefined> {
  try {
    await close(await listen(port, false));
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'DHCP_PORT_TAKEN')) throw error;
    return (await portHolder(port)) ?? 'another program';
  }
}

function interfacesOf(networks: Networks6): Map<string, string> {
  const interfaces = new Map<string, string>();
  for (const { name, ipv6, config, onLink } of networks) {
    const device = interfaceWith(ipv6.address);
    if (device === undefined) throw dhcpErrors.addressMissing(name, ipv6.address, config.interface);
    if (onLink) interfaces.set(name, device);
  }
  return interfaces;
}

async function listen(port: number, reuseAddr: boolean): Promise<Socket> {
  const socket = createSocket({ type: 'udp6', ipv6Only: true, reuseAddr, recvBufferSize: RECEIVE_BUFFER, lookup });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: ANY, port, exclusive: true }, () => {
        socket.removeListener('error', reject);
        resolve();
      });
    });
    return socket;
  } catch (error) {
    await close(socket);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EACCES') throw dhcpErrors.portDenied(ANY, port);
    if (code === 'EADDRINUSE') throw dhcpErrors.portTaken(ANY, port, await portHolder(port));
    throw dhcpErrors.listenFailed(ANY, port, error);
  }
}

/** dgram looks every destination up; ours are numbers already. */
function lookup(
  hostname: string,
  _options: unknown,
  callback: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  callback(null, hostname, 6);
}

function close(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => {
      resolve();
    });
  });
}
