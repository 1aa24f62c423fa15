import { viewOf } from '../bytes.ts';
import * as wire from './constants.ts';
import { hasOptions } from './decode.ts';

/** What a busy server needs to decide whether a packet is worth decoding. */
export interface DhcpPeek {
  readonly op: number;
  readonly xid: number;
  /** Option 53, `undefined` in BOOTP. */
  readonly type: number | undefined;
  /** View into the packet. */
  readonly chaddr: Uint8Array;
}

/**
 * Reads `op`, `xid`, message type and `chaddr` without building a message; `undefined` when the fixed fields are not
 * those of DHCP. It looks for option 53 in the options field alone and stops there, so a packet may still fail to
 * decode.
 */
export function peekDhcp(packet: Uint8Array): DhcpPeek | undefined {
  if (packet.length < wire.FIXED_SIZE) return undefined;
  const view = viewOf(packet);
  const op = view.getUint8(0);
  const hlen = view.getUint8(2);
  if ((op !== wire.BOOTREQUEST && op !== wire.BOOTREPLY) || hlen > wire.CHADDR_SIZE) return undefined;
  const chaddr = packet.subarray(wire.CHADDR_OFFSET, wire.CHADDR_OFFSET + hlen);
  return { op, xid: view.getUint32(4), type: hasOptions(view) ? findType(packet) : undefined, chaddr };
}

function findType(packet: Uint8Array): number | undefined {
  let offset = wire.OPTIONS_OFFSET;
  while (offset + 2 < packet.length) {
    const code = packet[offset];
    if (code === wire.END) return undefined;
    if (code === 53) return packet[offset + 1] === 1 ? packet[offset + 2] : undefined;
    offset += code === wire.PAD ? 1 : 2 + (packet[offset + 1] ?? 0);
  }
  return undefined;
}
