import { viewOf } from '../bytes.ts';
import { Dhcp6Type, HOP_COUNT_LIMIT, RELAY_MESSAGE } from './constants.ts';
import type { Dhcp6Message, Dhcp6Packet, Dhcp6Relay } from './message.ts';
import { decodeDhcp6Options } from './option-sequence.ts';

/** Why a packet is not a DHCPv6 message. */
export type Dhcp6DecodeReason =
  /** Shorter than its fixed fields. */
  | 'too-short'
  /** An option runs over the end of what it stands in. */
  | 'truncated-option'
  /** A relay agent's message that carries none. */
  | 'empty-relay'
  /** More relay agents than `HOP_COUNT_LIMIT`. */
  | 'too-many-relays';

/** A packet, or why there is none. */
export type Dhcp6DecodeResult =
  | { readonly ok: true; readonly packet: Dhcp6Packet }
  | { readonly ok: false; readonly reason: Dhcp6DecodeReason };

const HEADER = 4;
const RELAY_HEADER = 34;

/**
 * Reads a DHCPv6 packet, relay agents' envelopes included. Total: any input gives a packet or a reason, in time linear in its
 * length. Options inside options are left as octets; see `OPTIONS6`. All octets are views into `bytes`.
 */
export function decodeDhcp6(bytes: Uint8Array): Dhcp6DecodeResult {
  const relays: Dhcp6Relay[] = [];
  let rest = bytes;
  for (;;) {
    const type = rest[0];
    if (type === undefined) return { ok: false, reason: 'too-short' };
    if (type !== Dhcp6Type.RELAY_FORW && type !== Dhcp6Type.RELAY_REPL) break;
    if (relays.length === HOP_COUNT_LIMIT) return { ok: false, reason: 'too-many-relays' };
    if (rest.length < RELAY_HEADER) return { ok: false, reason: 'too-short' };
    const options = decodeDhcp6Options(rest.subarray(RELAY_HEADER));
    if (options === undefined) return { ok: false, reason: 'truncated-option' };
    const relayed = options.find(({ code }) => code === RELAY_MESSAGE);
    if (relayed === undefined) return { ok: false, reason: 'empty-relay' };
    relays.push({
      hopCount: rest[1] ?? 0,
      linkAddress: rest.subarray(2, 18),
      peerAddress: rest.subarray(18, RELAY_HEADER),
      options: options.filter(({ code }) => code !== RELAY_MESSAGE),
    });
    rest = relayed.value;
  }
  const read = messageOf(rest);
  return typeof read === 'string' ? { ok: false, reason: read } : { ok: true, packet: { message: read, relays } };
}

function messageOf(bytes: Uint8Array): Dhcp6Message | Dhcp6DecodeReason {
  if (bytes.length < HEADER) return 'too-short';
  const options = decodeDhcp6Options(bytes.subarray(HEADER));
  if (options === undefined) return 'truncated-option';
  const word = viewOf(bytes).getUint32(0);
  return { type: word >>> 24, xid: word & 0xffffff, options };
}
