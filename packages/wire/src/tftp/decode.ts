import { decodeText, viewOf } from '../bytes.ts';
import { Opcode, type TftpMode, type TftpPacket } from './packet.ts';

/** Why a packet is not TFTP. */
export type TftpDecodeReason =
  /** Fewer octets than the fixed fields of its opcode. */
  | 'too-short'
  | 'bad-opcode'
  /** The file name is empty or has no terminating NUL. */
  | 'bad-filename'
  /** The mode is none of octet, netascii and mail. */
  | 'bad-mode';

/** A packet, or why there is none. */
export type TftpDecodeResult =
  | { readonly ok: true; readonly packet: TftpPacket }
  | { readonly ok: false; readonly reason: TftpDecodeReason };

const MODES: ReadonlyMap<string, TftpMode> = new Map([
  ['octet', 'octet'],
  ['netascii', 'netascii'],
  ['mail', 'mail'],
]);

/** Reads a TFTP packet (RFC 1350, 2347). Total. DATA is a view into `bytes`. */
export function decodeTftp(bytes: Uint8Array): TftpDecodeResult {
  if (bytes.length < 2) return failure('too-short');
  const view = viewOf(bytes);
  const opcode = view.getUint16(0);
  if (opcode === Opcode.RRQ || opcode === Opcode.WRQ) return request(opcode === Opcode.RRQ ? 'RRQ' : 'WRQ', bytes);
  if (opcode === Opcode.OACK) {
    return { ok: true, packet: { op: 'OACK', options: pairs(bytes, 2) } };
  }
  if (opcode !== Opcode.DATA && opcode !== Opcode.ACK && opcode !== Opcode.ERROR) return failure('bad-opcode');
  if (bytes.length < 4) return failure('too-short');
  const value = view.getUint16(2);
  if (opcode === Opcode.DATA) return { ok: true, packet: { op: 'DATA', block: value, data: bytes.subarray(4) } };
  if (opcode === Opcode.ACK) return { ok: true, packet: { op: 'ACK', block: value } };
  return { ok: true, packet: { op: 'ERROR', code: value, message: decodeText(bytes.subarray(4)) } };
}

/** Block number of an ACK; undefined for any other packet. Makes no object: a server reads an ACK for most packets it sends. */
export function peekTftpAck(bytes: Uint8Array): number | undefined {
  const high = bytes[2];
  const low = bytes[3];
  if (bytes[0] !== 0 || bytes[1] !== Opcode.ACK || high === undefined || low === undefined) return undefined;
  return (high << 8) | low;
}

function request(op: 'RRQ' | 'WRQ', bytes: Uint8Array): TftpDecodeResult {
  const nameEnd = bytes.indexOf(0, 2);
  if (nameEnd <= 2) return failure('bad-filename');
  const modeEnd = bytes.indexOf(0, nameEnd + 1);
  if (modeEnd < 0) return failure('bad-mode');
  const mode = MODES.get(decodeText(bytes.subarray(nameEnd + 1, modeEnd)).toLowerCase());
  if (mode === undefined) return failure('bad-mode');
  const filename = decodeText(bytes.subarray(2, nameEnd));
  return { ok: true, packet: { op, filename, mode, options: pairs(bytes, modeEnd + 1) } };
}

/**
 * Names and values, each ended by a NUL. A remainder that is no complete pair is ignored, so that padding does no
 * harm; of a repeated name the first counts (RFC 2347 allows one).
 */
function pairs(bytes: Uint8Array, start: number): Map<string, string> {
  const options = new Map<string, string>();
  let offset = start;
  for (;;) {
    const nameEnd = bytes.indexOf(0, offset);
    const valueEnd = nameEnd < 0 ? -1 : bytes.indexOf(0, nameEnd + 1);
    if (valueEnd < 0 || nameEnd === offset) return options;
    const name = decodeText(bytes.subarray(offset, nameEnd)).toLowerCase();
    if (!options.has(name)) options.set(name, decodeText(bytes.subarray(nameEnd + 1, valueEnd)));
    offset = valueEnd + 1;
  }
}

function failure(reason: TftpDecodeReason): TftpDecodeResult {
  return { ok: false, reason };
}
