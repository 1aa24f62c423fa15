import { concatBytes, encodeText } from '../bytes.ts';
import { tftpFieldInvalid } from '../errors.ts';
import { Opcode, type TftpPacket } from './packet.ts';

/** Octets before the data of a DATA packet. */
export const DATA_HEADER_SIZE = 4;

/**
 * Writes a packet. Throws {@link WireError} `TFTP_FIELD_INVALID` for text with a NUL, an empty file name or a number
 * beyond 16 bits.
 */
export function encodeTftp(packet: TftpPacket): Uint8Array {
  switch (packet.op) {
    case 'RRQ':
    case 'WRQ':
      if (packet.filename === '') throw tftpFieldInvalid('file name', '""', 'at least one character');
      return strings(Opcode[packet.op], [packet.filename, packet.mode, ...[...packet.options].flat()]);
    case 'OACK':
      return strings(Opcode.OACK, [...packet.options].flat());
    case 'ERROR':
      return concatBytes([
        header(Opcode.ERROR, 'error code', packet.code),
        terminated('error message', packet.message),
      ]);
    case 'ACK':
      return header(Opcode.ACK, 'block number', packet.block);
    case 'DATA':
      return concatBytes([header(Opcode.DATA, 'block number', packet.block), packet.data]);
  }
}

/**
 * Writes the four octets before a block's data at `offset` of `target`, for servers that keep file content and headers
 * in one buffer. `block` is taken modulo 65536, as block numbers wrap.
 */
export function writeDataHeader(target: Uint8Array, offset: number, block: number): void {
  target[offset] = 0;
  target[offset + 1] = Opcode.DATA;
  target[offset + 2] = (block >>> 8) & 255;
  target[offset + 3] = block & 255;
}

function header(opcode: number, field: string, value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw tftpFieldInvalid(field, String(value), 'a whole number from 0 to 65535');
  }
  return Uint8Array.of(0, opcode, value >>> 8, value & 255);
}

function strings(opcode: number, texts: readonly string[]): Uint8Array {
  return concatBytes([Uint8Array.of(0, opcode), ...texts.map((text) => terminated('text', text))]);
}

function terminated(field: string, text: string): Uint8Array {
  if (text.includes('\0')) throw tftpFieldInvalid(field, JSON.stringify(text), 'text without NUL');
  return encodeText(`${text}\0`);
}
