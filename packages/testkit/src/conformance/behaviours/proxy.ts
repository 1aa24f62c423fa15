import {
  type ClientClass,
  clientClassById,
  clientDiscover,
  encodeDhcp,
  formatIPv4,
  MessageType,
  macToBytes,
  OPTIONS,
  PXE_BOOT_SERVER_PORT,
  readOption,
  writeOption,
} from '@muster/wire';
import { type Behaviour, isServer } from '../behaviour.ts';
import { clientPacket, newXid, numberOf, strangerMac } from '../client-packet.ts';
import { addressIn } from '../exchange.ts';
import { expectSame } from '../failure.ts';
import type { Tools } from '../tools.ts';
import { expectBootFile } from './boot.ts';

const { ACK, DISCOVER, OFFER, REQUEST } = MessageType;

/** Classes of firmware that fetches by TFTP and is told something. */
function firmwareClasses({ main }: Tools): readonly ClientClass[] {
  return [...main.bootFiles.keys()]
    .map(clientClassById)
    .filter((known) => known !== undefined)
    .filter(({ transport }) => transport === 'tftp');
}

/** What a machine asks a boot server on port 4011 when it has an address. */
function bootServerRequest(clientClass: ClientClass, address: string): Uint8Array {
  const message = clientDiscover(clientClass, {
    chaddr: macToBytes(strangerMac()) ?? new Uint8Array(6),
    xid: newXid(),
  });
  writeOption(message, OPTIONS.messageType, REQUEST);
  return encodeDhcp({ ...message, ciaddr: numberOf(address), flags: 0 });
}

/** ProxyDHCP: a second server that knows nothing but boot files. */
export const proxyBehaviours: readonly Behaviour[] = [
  {
    id: 'proxy/quiet',
    title: 'leaves machines that do not boot from the network to the other server',
    source: 'PXE 2.1 §2.2.3',
    unless: isServer,
    check: async (tools) => {
      const seat = await tools.seat();
      const { mac } = tools.node();
      await seat.refrains(clientPacket({ type: DISCOVER, mac }), 'no answer: it does not boot from the network');
      const asking = { type: REQUEST, mac, requested: tools.node().address };
      await seat.refrains(clientPacket(asking), 'no answer: a proxy knows nothing of addresses');
    },
  },
  {
    id: 'proxy/no-address',
    title: 'offers no address and no lease',
    source: 'PXE 2.1 §2.2.3',
    unless: isServer,
    check: async (tools) => {
      const seat = await tools.seat();
      for (const clientClass of firmwareClasses(tools)) {
        const chaddr = macToBytes(tools.node().mac) ?? new Uint8Array(6);
        const sent = encodeDhcp(clientDiscover(clientClass, { chaddr, xid: newXid() }));
        const offer = await seat.ask(sent, [OFFER]);
        const packets = { sent, received: offer.packet };
        expectSame('yiaddr', formatIPv4(0), addressIn(offer), packets);
        expectSame('the lease time (51)', undefined, readOption(offer.message, OPTIONS.leaseTime), packets);
      }
    },
  },
  ...[68, PXE_BOOT_SERVER_PORT].map(
    (from): Behaviour => ({
      id: `proxy/boot-server-from-${from}`,
      title: `answers on port 4011 what comes from port ${from}, to that port`,
      source: 'PXE 2.1 §2.2.3, §2.4.5; lab: OVMF asks from 4011, iPXE and undionly from 68',
      unless: isServer,
      check: async (tools) => {
        const { client = 68, bootServer = PXE_BOOT_SERVER_PORT } = tools.backend.ports ?? {};
        const { address } = tools.node();
        const seat = await tools.at(address, { from: from === 68 ? client : bootServer, to: bootServer });
        for (const clientClass of firmwareClasses(tools)) {
          const sent = bootServerRequest(clientClass, address);
          const ack = await seat.ask(sent, [ACK]);
          expectBootFile(clientClass, tools, ack, sent);
        }
      },
    }),
  ),
];
