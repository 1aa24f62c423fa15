import type { Socket } from 'node:dgram';
import { closeUdp } from '@muster/core';
import { dhcpErrors } from '../errors.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import type { PacketSockets } from '../server/server.ts';
import { listen, type OnPacket, receive } from '../server/sockets.ts';

const BROADCAST = '255.255.255.255';

/**
 * Port 67 of a proxy, which another DHCP server of this machine may have too (both with SO_REUSEADDR): then Linux hands a
 * broadcast to both, and a unicast to one of them only. So one socket is bound to 255.255.255.255 and hears nothing but
 * broadcasts, and those on our addresses, which answers leave by, are connected to 255.255.255.255 and hear nothing at all:
 * a RENEW reaches the server it is for. Only an address that a network behind relay agents is served from hears unicasts.
 * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
 */
export async function openProxySockets(
  networks: Networks,
  { port, clientPort }: { readonly port: number; readonly clientPort: number },
  onPacket: OnPacket,
): Promise<PacketSockets> {
  return await opening(async (opened) => {
    const ears = opened(await listen(BROADCAST, port, { reuseAddr: true }));
    const own = ears.address().port;
    const toMachines = await perAddress(networks.list.filter(isNear), async (network) => {
      const socket = opened(await listen(network.config.address, own, { reuseAddr: true, network }));
      await connect(socket, clientPort);
      return socket;
    });
    const toRelays = await perAddress(networks.list.filter(isFar), async (network) =>
      opened(await listen(network.config.address, own, { reuseAddr: true, network })),
    );
    receive(ears, undefined, onPacket);
    for (const socket of toMachines.values()) receive(socket, undefined, () => undefined);
    for (const [address, socket] of toRelays) receive(socket, address, onPacket);
    return {
      port: own,
      send: (network, packet, to, done) => {
        if (to.address === BROADCAST) toMachines.get(network.address)?.send(packet, done);
        else toRelays.get(network.address)?.send(packet, to.port, to.address, done);
      },
    };
  });
}

/**
 * Port 4011 of each of our addresses.
 * @throws MusterError `DHCP_ADDRESS_MISSING`, `DHCP_PORT_DENIED`, `DHCP_PORT_TAKEN`, `DHCP_LISTEN_FAILED`
 */
export async function openBootServerSockets(
  networks: Networks,
  port: number,
  onPacket: OnPacket,
): Promise<PacketSockets> {
  return await opening(async (opened) => {
    const sockets = await perAddress(networks.list, async (network) =>
      opened(await listen(network.config.address, port, { reuseAddr: false, network })),
    );
    for (const [address, socket] of sockets) receive(socket, address, onPacket);
    return {
      port: [...sockets.values()][0]?.address().port ?? port,
      send: (network, packet, to, done) => {
        sockets.get(network.address)?.send(packet, to.port, to.address, done);
      },
    };
  });
}

const isNear = ({ onLink }: ServedNetwork): boolean => onLink;
const isFar = ({ onLink }: ServedNetwork): boolean => !onLink;

/** Closes what was opened when the rest cannot be. */
async function opening(
  open: (opened: (socket: Socket) => Socket) => Promise<Omit<PacketSockets, 'close'>>,
): Promise<PacketSockets> {
  const sockets: Socket[] = [];
  const closeAll = async (): Promise<void> => {
    await Promise.all(sockets.splice(0).map(closeUdp));
  };
  try {
    const made = await open((socket) => {
      sockets.push(socket);
      return socket;
    });
    return { ...made, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function perAddress(
  networks: readonly ServedNetwork[],
  open: (network: ServedNetwork) => Promise<Socket>,
): Promise<ReadonlyMap<number, Socket>> {
  const sockets = new Map<number, Socket>();
  for (const network of networks) {
    if (!sockets.has(network.address)) sockets.set(network.address, await open(network));
  }
  return sockets;
}

async function connect(socket: Socket, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Node tells the callback of a failure, whatever its type says.
    socket.connect(port, BROADCAST, (error?: Error) => {
      if (error === undefined) resolve();
      else reject(dhcpErrors.listenFailed(BROADCAST, port, error));
    });
  });
}
