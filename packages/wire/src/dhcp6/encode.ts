import { concatBytes, viewOf } from '../bytes.ts';
import { dhcp6FieldInvalid } from '../errors.ts';
import { Dhcp6Type, RELAY_MESSAGE } from './constants.ts';
import type { Dhcp6Message, Dhcp6Packet, Dhcp6Relay } from './message.ts';
import { checkDhcp6Number, encodeDhcp6Options } from './option-sequence.ts';

/** Interface-Id: the relay agent finds the client's port by it, so a reply carries it back (RFC 8415 §21.18). */
const INTERFACE_ID = 18;

/**
 * The octets of a packet; with relays a relay agent's RELAY-FORW, or the RELAY-REPL that a server answers it with.
 * @throws {@link WireError} `DHCP6_FIELD_INVALID`
 */
export function encodeDhcp6({ message, relays }: Dhcp6Packet): Uint8Array {
  const type = isFromServer(message.type) ? Dhcp6Type.RELAY_REPL : Dhcp6Type.RELAY_FORW;
  return relays.reduceRight((inner, relay) => encodeRelay(type, relay, inner), encodeMessage(message));
}

/** The envelopes of a reply to what came through these relay agents (RFC 8415 §19.3). */
export function replyRelays(relays: readonly Dhcp6Relay[]): Dhcp6Relay[] {
  return relays.map((relay) => ({ ...relay, options: relay.options.filter(({ code }) => code === INTERFACE_ID) }));
}

function encodeMessage({ type, xid, options }: Dhcp6Message): Uint8Array {
  checkDhcp6Number('message type', type, 255);
  checkDhcp6Number('transaction id', xid, 0xffffff);
  const head = new Uint8Array(4);
  viewOf(head).setUint32(0, ((type << 24) | xid) >>> 0);
  return concatBytes([head, encodeDhcp6Options(options)]);
}

function encodeRelay(type: number, relay: Dhcp6Relay, inner: Uint8Array): Uint8Array {
  const { hopCount, linkAddress, peerAddress, options } = relay;
  checkDhcp6Number('hop count', hopCount, 255);
  if (linkAddress.length !== 16 || peerAddress.length !== 16) {
    throw dhcp6FieldInvalid('address of a relay agent', `${linkAddress.length} octets`, '16 octets');
  }
  const carried = encodeDhcp6Options([...options, { code: RELAY_MESSAGE, value: inner }]);
  return concatBytes([Uint8Array.of(type, hopCount), linkAddress, peerAddress, carried]);
}

function isFromServer(type: number): boolean {
  return type === Dhcp6Type.ADVERTISE || type === Dhcp6Type.REPLY || type === Dhcp6Type.RECONFIGURE;
}
