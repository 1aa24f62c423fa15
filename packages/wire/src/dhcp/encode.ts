import { copyBytes, encodeTextInto, viewOf } from '../bytes.ts';
import { dhcpChaddrInvalid, dhcpFieldTooLong, dhcpMessageTooLarge, dhcpOptionCodeInvalid } from '../errors.ts';
import * as wire from './constants.ts';
import type { DhcpMessage } from './message.ts';
import { type OptionPart, partsSize, spreadOptions } from './overload.ts';

/** Largest UDP payload of an unfragmented Ethernet frame: 1500 less the IP (20) and UDP (8) headers. */
const ETHERNET_PAYLOAD = 1472;
/** IP and UDP headers, which option 57 counts and a UDP payload does not. */
const HEADERS = 28;
const MESSAGE_TYPE = 53;
const MAX_MESSAGE_SIZE = 57;
const RELAY_AGENT = 82;

export interface EncodeDhcpOptions {
  /** Most octets of UDP payload; {@link maxDhcpPayload} computes it from the request. Default 1472. */
  readonly maxSize?: number;
  /** Padded with zeros to this size. Default 300: BOOTP relays and old clients drop less (RFC 1542 §2.1). */
  readonly minSize?: number;
  /** Fields that options may go into when they do not fit, where those are empty (option 52, RFC 2132 §9.3). */
  readonly overload?: readonly ('file' | 'sname')[];
  /** Gives a buffer of this many octets, whatever they hold: one cut from a larger one costs a quarter of a new one. */
  readonly allocate?: (size: number) => Uint8Array;
}

/**
 * Writes a message into one buffer of exactly its size. Option 53 goes first and option 82 last (RFC 3046 §2.1), the
 * others in the order of the Map; values above 255 octets are split (RFC 3396). Throws {@link WireError}
 * `DHCP_MESSAGE_TOO_LARGE`, `DHCP_OPTION_CODE_INVALID`, `DHCP_CHADDR_INVALID` or `DHCP_FIELD_TOO_LONG`.
 */
export function encodeDhcp(message: DhcpMessage, encodeOptions: EncodeDhcpOptions = {}): Uint8Array {
  const { maxSize = ETHERNET_PAYLOAD, minSize = 300, overload = [], allocate = newBytes } = encodeOptions;
  const used = measure(message.options);
  const size = Math.max(used, minSize);
  const overloaded = size > maxSize;
  if (overloaded && (overload.length === 0 || minSize > maxSize)) throw dhcpMessageTooLarge(size, maxSize);
  const packet = allocate(overloaded ? maxSize : size).fill(0);
  writeHeader(message, packet);
  if (!overloaded) writeOptions(message.options, packet);
  else if (!writeSpread(message, overload, packet)) throw dhcpMessageTooLarge(size, maxSize);
  return packet;
}

function newBytes(size: number): Uint8Array {
  return new Uint8Array(size);
}

/**
 * Octets of UDP payload the sender of `request` can take: its option 57 less the IP and UDP headers, at least the 548
 * that every client takes (RFC 2131 §2) and at most what an Ethernet frame carries.
 */
export function maxDhcpPayload(request: DhcpMessage): number {
  const value = request.options.get(MAX_MESSAGE_SIZE);
  if (value?.length !== 2) return 576 - HEADERS;
  return Math.min(Math.max(viewOf(value).getUint16(0), 576) - HEADERS, ETHERNET_PAYLOAD);
}

function measure(options: ReadonlyMap<number, Uint8Array>): number {
  let size = wire.OPTIONS_OFFSET + 1;
  options.forEach((value, code) => {
    if (!Number.isInteger(code) || code < 1 || code > 254 || code === wire.OPTION_OVERLOAD) {
      throw dhcpOptionCodeInvalid(code);
    }
    size += partsSize(value.length);
  });
  return size;
}

function writeHeader(message: DhcpMessage, packet: Uint8Array): void {
  const { chaddr, hlen } = message;
  if (chaddr.length !== hlen || hlen > wire.CHADDR_SIZE) throw dhcpChaddrInvalid(chaddr.length, hlen);
  const view = viewOf(packet);
  view.setUint8(0, message.op);
  view.setUint8(1, message.htype);
  view.setUint8(2, hlen);
  view.setUint8(3, message.hops);
  view.setUint32(4, message.xid);
  view.setUint16(8, message.secs);
  view.setUint16(10, message.flags);
  view.setUint32(12, message.ciaddr);
  view.setUint32(16, message.yiaddr);
  view.setUint32(20, message.siaddr);
  view.setUint32(24, message.giaddr);
  packet.set(chaddr, wire.CHADDR_OFFSET);
  writeText('sname', message.sname, packet, wire.SNAME_OFFSET, wire.SNAME_MAX);
  writeText('file', message.file, packet, wire.FILE_OFFSET, wire.FILE_MAX);
  view.setUint32(wire.FIXED_SIZE, wire.MAGIC_COOKIE);
}

function writeText(field: 'sname' | 'file', text: string, packet: Uint8Array, offset: number, limit: number): void {
  if (text === '') return;
  const written = encodeTextInto(text, packet.subarray(offset, offset + limit));
  if (written === undefined) throw dhcpFieldTooLong(field, limit);
}

function writeOptions(options: ReadonlyMap<number, Uint8Array>, packet: Uint8Array): void {
  let offset = wire.OPTIONS_OFFSET;
  const type = options.get(MESSAGE_TYPE);
  if (type !== undefined) offset = writeOption(MESSAGE_TYPE, type, packet, offset);
  options.forEach((value, code) => {
    if (code !== MESSAGE_TYPE && code !== RELAY_AGENT) offset = writeOption(code, value, packet, offset);
  });
  const relayAgent = options.get(RELAY_AGENT);
  if (relayAgent !== undefined) offset = writeOption(RELAY_AGENT, relayAgent, packet, offset);
  packet[offset] = wire.END;
}

/** False when even these fields are too small. */
function writeSpread(
  { options, ...fields }: DhcpMessage,
  overload: readonly ('file' | 'sname')[],
  packet: Uint8Array,
): boolean {
  const roomIn = (field: 'file' | 'sname', size: number): number =>
    overload.includes(field) && fields[field] === '' ? size : 0;
  const spread = spreadOptions(typeFirst(options), [...options].filter(isRelayAgent), {
    options: packet.length - wire.OPTIONS_OFFSET,
    file: roomIn('file', wire.FILE_SIZE),
    sname: roomIn('sname', wire.SNAME_SIZE),
  });
  if (spread === undefined) return false;
  writeField(spread.options, packet, wire.OPTIONS_OFFSET);
  if (spread.file.length > 0) writeField(spread.file, packet, wire.FILE_OFFSET);
  if (spread.sname.length > 0) writeField(spread.sname, packet, wire.SNAME_OFFSET);
  return true;
}

function typeFirst(options: ReadonlyMap<number, Uint8Array>): OptionPart[] {
  const others = [...options].filter(([code]) => code !== MESSAGE_TYPE && code !== RELAY_AGENT);
  const type = options.get(MESSAGE_TYPE);
  return type === undefined ? others : [[MESSAGE_TYPE, type], ...others];
}

function isRelayAgent([code]: OptionPart): boolean {
  return code === RELAY_AGENT;
}

function writeField(parts: readonly OptionPart[], packet: Uint8Array, start: number): void {
  const end = parts.reduce((offset, [code, value]) => writeOption(code, value, packet, offset), start);
  packet[end] = wire.END;
}

function writeOption(code: number, value: Uint8Array, packet: Uint8Array, start: number): number {
  let offset = start;
  let from = 0;
  do {
    const part = value.length - from > 255 || from > 0 ? value.subarray(from, from + 255) : value;
    packet[offset] = code;
    packet[offset + 1] = part.length;
    copyBytes(part, packet, offset + 2);
    offset += 2 + part.length;
    from += part.length;
  } while (from < value.length);
  return offset;
}
