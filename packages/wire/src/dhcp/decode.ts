import { concatBytes, decodeText, viewOf } from '../bytes.ts';
import * as wire from './constants.ts';
import type { DhcpMessage } from './message.ts';

/** Why a packet is not a DHCP message. */
export type DhcpDecodeReason =
  /** Fewer than 236 octets. */
  | 'too-short'
  /** `op` is neither BOOTREQUEST nor BOOTREPLY. */
  | 'bad-op'
  /** `hlen` is above 16. */
  | 'bad-hlen'
  /** The vendor area starts with something else than the magic cookie or zeros. */
  | 'bad-cookie'
  /** An option runs over the end of the field it stands in. */
  | 'truncated-option';

/** The outcome of decoding a packet that is not DHCP. */
export interface DhcpDecodeError {
  readonly ok: false;
  readonly reason: DhcpDecodeReason;
}

/** A message, or why there is none. */
export type DhcpDecodeResult = { readonly ok: true; readonly message: DhcpMessage } | DhcpDecodeError;

/**
 * Reads a DHCPv4 or BOOTP packet. Total: any input gives a message or a reason, in time linear in its length.
 * Options from overloaded `file` and `sname` fields are included (option 52, RFC 2132 §9.3) and repeated options are
 * joined (RFC 3396 §5). `chaddr` and option values are views into `packet`; copy them to keep them beyond it.
 */
export function decodeDhcp(packet: Uint8Array): DhcpDecodeResult {
  if (packet.length < wire.FIXED_SIZE) return failure('too-short');
  const view = viewOf(packet);
  const op = view.getUint8(0);
  if (op !== wire.BOOTREQUEST && op !== wire.BOOTREPLY) return failure('bad-op');
  const hlen = view.getUint8(2);
  if (hlen > wire.CHADDR_SIZE) return failure('bad-hlen');

  const area: OptionArea = { packet, view, options: new Map(), repeated: undefined };
  let overload = 0;
  if (hasOptions(view)) {
    if (!collect(area, wire.OPTIONS_OFFSET, packet.length)) return failure('truncated-option');
    overload = overloadOf(area);
    const fileOk = (overload & 1) === 0 || collect(area, wire.FILE_OFFSET, wire.FILE_OFFSET + wire.FILE_SIZE);
    const snameOk = (overload & 2) === 0 || collect(area, wire.SNAME_OFFSET, wire.SNAME_OFFSET + wire.SNAME_SIZE);
    if (!fileOk || !snameOk) return failure('truncated-option');
    joinRepeated(area);
    area.options.delete(wire.OPTION_OVERLOAD);
  } else if (packet.length >= wire.OPTIONS_OFFSET && view.getUint32(wire.FIXED_SIZE) !== 0) {
    return failure('bad-cookie');
  }

  const message: DhcpMessage = {
    op,
    htype: view.getUint8(1),
    hlen,
    hops: view.getUint8(3),
    xid: view.getUint32(4),
    secs: view.getUint16(8),
    flags: view.getUint16(10),
    ciaddr: view.getUint32(12),
    yiaddr: view.getUint32(16),
    siaddr: view.getUint32(20),
    giaddr: view.getUint32(24),
    chaddr: packet.subarray(wire.CHADDR_OFFSET, wire.CHADDR_OFFSET + hlen),
    sname: (overload & 2) !== 0 ? '' : textField(packet, wire.SNAME_OFFSET, wire.SNAME_SIZE),
    file: (overload & 1) !== 0 ? '' : textField(packet, wire.FILE_OFFSET, wire.FILE_SIZE),
    options: area.options,
  };
  return { ok: true, message };
}

/** The magic cookie is there. BOOTP clients may leave the vendor area empty or out (RFC 951). */
export function hasOptions(view: DataView): boolean {
  return view.byteLength >= wire.OPTIONS_OFFSET && view.getUint32(wire.FIXED_SIZE) === wire.MAGIC_COOKIE;
}

interface OptionArea {
  readonly packet: Uint8Array;
  readonly view: DataView;
  readonly options: Map<number, Uint8Array>;
  /** All parts, in order, of options that occur more than once; joined at the end to stay linear. */
  repeated: Map<number, Uint8Array[]> | undefined;
}

/** Takes the options from `start` to the End option or, where that is missing, to `end`; false when one is cut off. */
function collect(area: OptionArea, start: number, end: number): boolean {
  const { packet, view, options } = area;
  let offset = start;
  while (offset < end) {
    const code = view.getUint8(offset);
    offset += 1;
    if (code === wire.PAD) continue;
    if (code === wire.END) return true;
    if (offset >= end) return false;
    const length = view.getUint8(offset);
    offset += 1;
    if (offset + length > end) return false;
    const value = packet.subarray(offset, offset + length);
    offset += length;
    const earlier = options.get(code);
    if (earlier === undefined) options.set(code, value);
    else addRepeated(area, code, earlier, value);
  }
  return true;
}

function addRepeated(area: OptionArea, code: number, first: Uint8Array, value: Uint8Array): void {
  area.repeated ??= new Map();
  const parts = area.repeated.get(code);
  if (parts === undefined) area.repeated.set(code, [first, value]);
  else parts.push(value);
}

function joinRepeated(area: OptionArea): void {
  if (area.repeated === undefined) return;
  for (const [code, parts] of area.repeated) area.options.set(code, concatBytes(parts));
}

function overloadOf(area: OptionArea): number {
  const value = area.options.get(wire.OPTION_OVERLOAD)?.[0] ?? 0;
  return value <= 3 ? value : 0;
}

function textField(packet: Uint8Array, offset: number, size: number): string {
  return packet[offset] === 0 ? '' : decodeText(packet.subarray(offset, offset + size));
}

function failure(reason: DhcpDecodeReason): DhcpDecodeError {
  return { ok: false, reason };
}
