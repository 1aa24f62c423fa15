import {
  BOOTREPLY,
  type DhcpOption,
  formatIPv4,
  formatMac,
  MessageType,
  netmaskOf,
  OPTIONS,
  parseCidr,
  RelayAgentSuboption,
  suboptions,
} from '@muster/wire';
import { type Behaviour, isProxy } from '../behaviour.ts';
import { clientPacket, newXid, numberOf, withOption } from '../client-packet.ts';
import { acknowledged, addressIn, discover, serverIn } from '../exchange.ts';
import { ConformanceFailure, expectSame } from '../failure.ts';
import type { Heard } from '../seat.ts';
import type { Tools } from '../tools.ts';

const { DISCOVER, OFFER, REQUEST } = MessageType;
const hex = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex');

/** iPXE counts in its own way, other firmware not at all. */
const ODD_SECS = [0, 4, 10, 18, 65_535];
/** What every client takes without saying more: 576 octets less the headers of IP and UDP. */
const SMALL = 548;

const AGENT_INFORMATION = suboptions.encode(
  new Map([
    [RelayAgentSuboption.circuitId, Buffer.from('swp17')],
    [RelayAgentSuboption.remoteId, Uint8Array.of(0, 0x1b, 0x21, 0, 0, 1, 255)],
  ]),
);

/** The options the first network and its first node were configured with, encoded. */
function configured(tools: Tools): ReadonlyMap<number, Uint8Array> {
  const { cidr, gateway, dns = [], domain, mtu } = tools.main;
  const prefix = parseCidr(cidr)?.prefix ?? 0;
  const values = new Map([[OPTIONS.subnetMask.code, OPTIONS.subnetMask.type.encode(netmaskOf(prefix))]]);
  const add = <T>({ code, type }: DhcpOption<T>, value: T | undefined): void => {
    if (value !== undefined) values.set(code, type.encode(value));
  };
  add(OPTIONS.routers, gateway === undefined ? undefined : [numberOf(gateway)]);
  add(OPTIONS.domainNameServers, dns.length === 0 ? undefined : dns.map(numberOf));
  add(OPTIONS.hostName, tools.node().name);
  add(OPTIONS.domainName, domain);
  add(OPTIONS.interfaceMtu, mtu);
  return values;
}

/** What has to be in the packets, and where they go. */
export const messageBehaviours: readonly Behaviour[] = [
  {
    id: 'message/server-identifier',
    title: 'names itself by its address on that network',
    source: 'RFC 2131 §4.3.1 table 3, RFC 2132 §9.7',
    unless: isProxy,
    check: async (tools) => {
      const offer = await discover(await tools.relay(), { mac: tools.node().mac });
      expectSame('option 54', tools.main.server, serverIn(offer.message), { received: offer.packet });
    },
  },
  {
    id: 'message/copied-fields',
    title: 'copies htype, hlen, xid, flags, giaddr and chaddr',
    source: 'RFC 2131 §4.3.1 table 3',
    unless: isProxy,
    check: async (tools) => {
      const { mac } = tools.node();
      const sent = clientPacket({ type: DISCOVER, mac, flags: 0x8000, xid: newXid() });
      const { message, packet } = await (await tools.relay()).ask(sent, [OFFER]);
      const packets = { sent, received: packet };
      expectSame('op', BOOTREPLY, message.op, packets);
      expectSame('htype', 1, message.htype, packets);
      expectSame('chaddr', mac, formatMac(message.chaddr), packets);
      expectSame('flags', 0x8000, message.flags, packets);
      expectSame('giaddr', tools.main.relay, formatIPv4(message.giaddr), packets);
    },
  },
  {
    id: 'message/client-identifier',
    title: 'returns the client identifier',
    source: 'RFC 6842 §3',
    unless: isProxy,
    check: async (tools) => {
      const { code } = OPTIONS.clientIdentifier;
      const value = Uint8Array.of(0xff, 1, 2, 3, 4, 0, 3, 0, 1, 2, 3, 4, 5, 6, 7);
      const sent = withOption(clientPacket({ type: DISCOVER, mac: tools.node().mac }), code, value);
      const { message, packet } = await (await tools.relay()).ask(sent, [OFFER]);
      expectSame('option 61', hex(value), hex(message.options.get(code)), { sent, received: packet });
    },
  },
  {
    id: 'message/relay-information',
    title: 'returns what the relay agent said (option 82) octet by octet, in OFFER and ACK',
    source: 'RFC 3046 §2.2',
    unless: isProxy,
    check: async (tools) => {
      const { mac } = tools.node();
      const { code } = OPTIONS.relayAgentInformation;
      const seat = await tools.relay();
      const echoed = (sent: Uint8Array, { message, packet }: Heard): void => {
        expectSame('option 82', hex(AGENT_INFORMATION), hex(message.options.get(code)), { sent, received: packet });
      };
      const asking = withOption(clientPacket({ type: DISCOVER, mac }), code, AGENT_INFORMATION);
      const offer = await seat.ask(asking, [OFFER]);
      echoed(asking, offer);
      const server = serverIn(offer.message);
      const taking = { type: REQUEST, mac, requested: addressIn(offer), ...(server && { server }) };
      const requesting = withOption(clientPacket(taking), code, AGENT_INFORMATION);
      echoed(requesting, await acknowledged(seat, requesting));
    },
  },
  {
    id: 'message/relay-port',
    title: 'answers a relay agent at giaddr, from and to the port of servers',
    source: 'RFC 2131 §4.1',
    unless: isProxy,
    check: async (tools) => {
      // That it was heard says where it went: the suite hears nothing else there.
      const { from, packet } = await discover(await tools.relay(), { mac: tools.node().mac });
      expectSame('the source port', tools.backend.ports?.server ?? 67, from.port, { received: packet });
    },
  },
  {
    id: 'message/broadcast',
    title: 'broadcasts its answer when the client asks for that',
    source: 'RFC 2131 §4.1, BROADCAST bit',
    unless: (backend) =>
      isProxy(backend) ??
      (Object.values(backend.networks)[0]?.wire === undefined ? 'the suite is on no wire' : undefined),
    check: async (tools) => {
      const offer = await discover(await tools.wire(), { mac: tools.node().mac });
      expectSame('it on the socket that hears broadcasts', '0.0.0.0', offer.at, { received: offer.packet });
      expectSame('yiaddr', tools.node().address, addressIn(offer), { received: offer.packet });
    },
  },
  {
    id: 'message/secs',
    title: 'answers whatever secs says',
    source: 'lab: iPXE sends 4, 10, 18, OVMF 0; a server that waits for secs to grow answers neither',
    unless: isProxy,
    check: async (tools) => {
      const seat = await tools.relay();
      for (const secs of ODD_SECS) await discover(seat, { mac: tools.node().mac, secs });
    },
  },
  {
    id: 'message/size',
    title: 'keeps within what the client takes (option 57)',
    source: 'RFC 2132 §9.10, RFC 2131 §2',
    unless: isProxy,
    check: async (tools) => {
      const seat = await tools.relay();
      const { code, type } = OPTIONS.maxMessageSize;
      const parameters = Array.from({ length: 120 }, (_, index) => index + 1);
      for (const options of [[], [[code, type.encode(576)] as const]]) {
        const { packet } = await discover(seat, { mac: tools.node().mac, parameters, options });
        if (packet.length <= SMALL) continue;
        throw new ConformanceFailure({
          expected: `at most ${SMALL} octets of UDP payload`,
          got: String(packet.length),
          received: packet,
        });
      }
    },
  },
  {
    id: 'message/parameters',
    title: 'says what the parameter request list asks for',
    source: 'RFC 2131 §4.3.1, RFC 2132 §9.8',
    unless: isProxy,
    check: async (tools) => {
      const values = configured(tools);
      const offer = await discover(await tools.relay(), { mac: tools.node().mac, parameters: [...values.keys()] });
      for (const [code, value] of values) {
        // Some servers end texts with a NUL (RFC 2132 §2).
        const got = hex(offer.message.options.get(code)).replace(/(?:00)+$/, '');
        expectSame(`option ${code}`, hex(value).replace(/(?:00)+$/, ''), got, { received: offer.packet });
      }
    },
  },
  {
    id: 'message/unasked',
    title: 'does not say what the parameter request list leaves out',
    source: 'RFC 2132 §9.8; a client takes only so many octets',
    unless: isProxy,
    check: async (tools) => {
      const [first = 1, ...others] = configured(tools).keys();
      const offer = await discover(await tools.relay(), { mac: tools.node().mac, parameters: [first] });
      for (const code of others) {
        const got = offer.message.options.get(code);
        expectSame(`option ${code}, which was not asked for,`, undefined, got && hex(got), { received: offer.packet });
      }
    },
  },
  {
    id: 'message/bootp',
    title: 'answers a BOOTP client that is a node with its address',
    source: 'RFC 1534 §2, RFC 951',
    unless: isProxy,
    check: async (tools) => {
      const { mac, address } = tools.node();
      const sent = clientPacket({ mac });
      const reply = await (await tools.relay()).ask(sent, [undefined]);
      expectSame('yiaddr', address, addressIn(reply), { sent, received: reply.packet });
    },
  },
];
