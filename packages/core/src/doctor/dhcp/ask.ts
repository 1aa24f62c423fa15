import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import {
  BOOTREPLY,
  clientClassById,
  clientDiscover,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  MessageType,
  OPTIONS,
  readOption,
} from '@muster/wire';

/** A DISCOVER may be lost while a switch still learns; servers that ping first need a second or two. */
const AGAIN_MS = 1000;

/** Asked as the firmware most machines have: servers and proxies answer it by its class. */
const ASKED_AS = 'uefi-x86_64';

export interface Ask {
  /** Our address on the network: a broadcast leaves by the interface that has it. */
  readonly address: string;
  /** How long to listen, milliseconds. */
  readonly wait: number;
  readonly signal: AbortSignal;
}

/**
 * Broadcasts a DISCOVER as a machine that boots by PXE, under a random locally administered MAC address, and returns the
 * OFFERs of all servers and proxies that answer in time. Nothing is requested, so no address is taken. Rejects with the
 * error of the system when the client's port cannot be had.
 */
export async function askDhcpServers({ address, wait, signal }: Ask): Promise<readonly DhcpMessage[]> {
  const xid = randomInt(1, 2 ** 32);
  const offers = new Map<string, DhcpMessage>();
  const hear = (packet: Uint8Array): void => {
    const offer = offerIn(packet, xid);
    if (offer !== undefined) offers.set(JSON.stringify([serverOf(offer), offer.yiaddr]), offer);
  };
  const sockets: Socket[] = [];
  try {
    // Broadcasts leave by the first, and only the second hears answers that are broadcast.
    for (const at of [address, '0.0.0.0']) sockets.push(await open(at, hear));
    const [sender] = sockets;
    const packet = encodeDhcp(discover(xid));
    const send = (): void => sender?.send(packet, DHCP_SERVER_PORT, '255.255.255.255', () => undefined);
    sender?.setBroadcast(true);
    send();
    const again = setTimeout(send, AGAIN_MS);
    await elapsed(wait, signal);
    clearTimeout(again);
    return [...offers.values()];
  } finally {
    for (const socket of sockets) socket.close();
  }
}

/** Option 54, else where the answer says the next server is: some proxies name only that. */
export function serverOf(offer: DhcpMessage): number {
  return readOption(offer, OPTIONS.serverIdentifier) ?? offer.siaddr;
}

function discover(xid: number): DhcpMessage {
  const clientClass = clientClassById(ASKED_AS);
  if (clientClass === undefined) throw new Error(`no client class ${ASKED_AS}`);
  const chaddr = Uint8Array.from(randomBytes(6));
  // Locally administered, unicast (IEEE 802): no card has such an address from its maker.
  chaddr[0] = ((chaddr[0] ?? 0) & 0xfc) | 0x02;
  return clientDiscover(clientClass, { chaddr, xid });
}

function offerIn(packet: Uint8Array, xid: number): DhcpMessage | undefined {
  const decoded = decodeDhcp(Uint8Array.from(packet));
  if (!decoded.ok || decoded.message.op !== BOOTREPLY || decoded.message.xid !== xid) return undefined;
  return readOption(decoded.message, OPTIONS.messageType) === MessageType.OFFER ? decoded.message : undefined;
}

async function open(address: string, hear: (packet: Uint8Array) => void): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address, port: DHCP_CLIENT_PORT, exclusive: true }, resolve);
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.removeAllListeners('error');
  socket.on('error', () => undefined);
  socket.on('message', hear);
  return socket;
}

function elapsed(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
