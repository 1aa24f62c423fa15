import { BROADCAST_FLAG, MessageType, OPTIONS, formatIPv4, readOption } from '@muster/wire';
import { type Behaviour, givesNoPool, isProxy } from '../behaviour.ts';
import { clientPacket, strangerMac } from '../client-packet.ts';
import { acknowledged, addressIn, discover, obtain, release, unusedAddress } from '../exchange.ts';
import { ConformanceFailure, expectSame } from '../failure.ts';
import type { Tools } from '../tools.ts';

const { DECLINE, INFORM, NAK, REQUEST } = MessageType;

/** Of a network that is in documents only (RFC 5737). */
const ELSEWHERE = '192.0.2.77';

/** An address of the first network that nobody was given. */
function foreignAddress({ main, backend }: Tools): string {
  return unusedAddress(
    main,
    backend.nodes.map(({ address }) => address),
  );
}

/** A node with its address, and the ACK to a REQUEST made from it. */
async function renewed(tools: Tools, from: 'server' | 'everybody'): Promise<void> {
  const { mac, address } = tools.node();
  await obtain(await tools.relay(), { mac });
  const packet = clientPacket({ type: REQUEST, mac, ciaddr: address });
  const seat = from === 'server' ? await tools.at(address) : await tools.wire();
  const ack = await acknowledged(seat, packet);
  const packets = { sent: packet, received: ack.packet };
  expectSame('yiaddr', address, addressIn(ack), packets);
  if ((readOption(ack.message, OPTIONS.leaseTime) ?? 0) > 0) return;
  throw new ConformanceFailure({ expected: 'a lease time (51)', got: 'none', ...packets });
}

/** How a lease lives and ends. */
export const leaseBehaviours: readonly Behaviour[] = [
  {
    id: 'lease/ack',
    title: 'acknowledges what it offered, with a lease time',
    source: 'RFC 2131 §4.3.1 table 3, §4.3.2',
    unless: isProxy,
    check: async (tools) => {
      const { offer, ack } = await obtain(await tools.relay(), { mac: tools.node().mac });
      for (const { message, packet } of [offer, ack]) {
        if ((readOption(message, OPTIONS.leaseTime) ?? 0) > 0) continue;
        throw new ConformanceFailure({ expected: 'a lease time (51)', got: 'none', received: packet });
      }
    },
  },
  {
    id: 'lease/renew',
    title: 'renews by unicast to ciaddr',
    source: 'RFC 2131 §4.3.2 RENEWING',
    unless: isProxy,
    check: (tools) => renewed(tools, 'server'),
  },
  {
    id: 'lease/init-reboot',
    title: 'confirms its address to a machine that boots again',
    source: 'RFC 2131 §4.3.2 INIT-REBOOT',
    unless: isProxy,
    check: async (tools) => {
      const { mac } = tools.node();
      const seat = await tools.relay();
      const { address } = await obtain(seat, { mac });
      const packet = clientPacket({ type: REQUEST, mac, requested: address });
      const ack = await acknowledged(seat, packet);
      expectSame('yiaddr', address, addressIn(ack), { sent: packet, received: ack.packet });
    },
  },
  {
    id: 'lease/foreign',
    title: 'keeps quiet about an address it knows nothing of',
    source: 'RFC 2131 §4.3.2: another server may have given it',
    unless: (backend) => isProxy(backend) ?? (backend.authoritative === true ? 'it is authoritative' : undefined),
    check: async (tools) => {
      const packet = clientPacket({ type: REQUEST, mac: strangerMac(), requested: foreignAddress(tools) });
      await (await tools.relay()).refrains(packet, 'no answer: another server may have given that address');
    },
  },
  {
    id: 'lease/authoritative',
    title: 'refuses a machine an address of another network',
    source: 'RFC 2131 §4.3.2 INIT-REBOOT, of a server that knows that it is the only one',
    unless: (backend) => isProxy(backend) ?? (backend.authoritative === true ? undefined : 'it is not authoritative'),
    check: async (tools) => {
      const packet = clientPacket({ type: REQUEST, mac: strangerMac(), requested: ELSEWHERE });
      const { message, packet: received } = await (await tools.relay()).ask(packet, [NAK]);
      // The relay agent is to broadcast it, for the client has no address to be sent to.
      const flags = message.flags & BROADCAST_FLAG;
      expectSame('the broadcast bit of flags', BROADCAST_FLAG, flags, { sent: packet, received });
    },
  },
  {
    id: 'lease/other-server',
    title: 'keeps quiet when a machine takes the offer of another server',
    source: 'RFC 2131 §4.3.2 SELECTING',
    unless: isProxy,
    check: async (tools) => {
      const { mac } = tools.node();
      const seat = await tools.relay();
      const requested = addressIn(await discover(seat, { mac }));
      const packet = clientPacket({ type: REQUEST, mac, requested, server: tools.main.relay });
      await seat.refrains(packet, 'no answer: the REQUEST is for another server');
    },
  },
  {
    id: 'lease/release',
    title: 'takes a released address back, and gives it to who asks for it',
    source: 'RFC 2131 §4.3.4, §4.3.1',
    unless: givesNoPool,
    check: async (tools) => {
      const seat = await tools.relay();
      const [before, after] = [strangerMac(), strangerMac()];
      const lease = await obtain(seat, { mac: before });
      release(seat, before, lease);
      const offer = await discover(seat, { mac: after, requested: lease.address });
      expectSame('the released address: yiaddr', lease.address, addressIn(offer), { received: offer.packet });
    },
  },
  {
    id: 'lease/again',
    title: 'gives a machine that released its address the same one when it comes back',
    source: 'RFC 2131 §4.3.1: the previous address, when it is available',
    unless: givesNoPool,
    check: async (tools) => {
      const seat = await tools.relay();
      const mac = strangerMac();
      const lease = await obtain(seat, { mac });
      release(seat, mac, lease);
      const again = await obtain(seat, { mac });
      expectSame('the previous address: yiaddr', lease.address, again.address, { received: again.offer.packet });
      release(seat, mac, again);
    },
  },
  {
    id: 'lease/decline',
    title: 'offers another address in place of one that was found in use',
    source: 'RFC 2131 §4.3.3',
    unless: givesNoPool,
    check: async (tools) => {
      const seat = await tools.relay();
      const mac = strangerMac();
      const { address, server } = await obtain(seat, { mac });
      seat.tell(clientPacket({ type: DECLINE, mac, requested: address, server }));
      const offer = await discover(seat, { mac });
      if (addressIn(offer) !== address) return;
      throw new ConformanceFailure({
        expected: `another address than ${address}`,
        got: address,
        received: offer.packet,
      });
    },
  },
  {
    id: 'lease/inform',
    title: 'answers INFORM with options and without an address',
    source: 'RFC 2131 §4.3.5',
    unless: isProxy,
    check: async (tools) => {
      const { mac, address } = tools.node();
      const packet = clientPacket({ type: INFORM, mac, ciaddr: address });
      const ack = await acknowledged(await tools.at(address), packet);
      const packets = { sent: packet, received: ack.packet };
      expectSame('yiaddr', formatIPv4(0), addressIn(ack), packets);
      expectSame('the lease time (51)', undefined, readOption(ack.message, OPTIONS.leaseTime), packets);
      if (ack.message.options.has(OPTIONS.subnetMask.code)) return;
      throw new ConformanceFailure({ expected: 'the subnet mask (1) that was asked for', got: 'none', ...packets });
    },
  },
  {
    id: 'lease/rebind',
    title: 'extends the lease of a machine that asks everybody',
    source: 'RFC 2131 §4.3.2 REBINDING',
    unless: (backend) =>
      isProxy(backend) ??
      (Object.values(backend.networks)[0]?.wire === undefined ? 'the suite is on no wire' : undefined),
    check: (tools) => renewed(tools, 'everybody'),
  },
];
