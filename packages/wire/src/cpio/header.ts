import { cpioFieldRange } from '../errors.ts';
import { CPIO_FIELD_MAX, HEADER_SIZE, MAGIC, paddingOf } from './format.ts';

/** The fields of a newc header in their order on disk; `name` without its NUL. */
export interface CpioHeader {
  readonly ino: number;
  /** Type bits and permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly filesize: number;
  readonly devMajor: number;
  readonly devMinor: number;
  readonly rdevMajor: number;
  readonly rdevMinor: number;
  readonly name: Uint8Array;
}

const FIELDS = [
  'ino',
  'mode',
  'uid',
  'gid',
  'nlink',
  'mtime',
  'filesize',
  'devMajor',
  'devMinor',
  'rdevMajor',
  'rdevMinor',
] as const;

// Upper case, so that archives can be compared octet for octet with GNU cpio's; readers take either case.
const DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));

/**
 * Header, name and padding, everything that comes before the content. Throws {@link WireError} `CPIO_FIELD_RANGE` for
 * a number that eight hexadecimal digits cannot hold.
 */
export function cpioHeader(header: CpioHeader): Uint8Array {
  const { name } = header;
  const size = HEADER_SIZE + name.length + 1;
  const bytes = new Uint8Array(size + paddingOf(size, 4));
  for (let index = 0; index < MAGIC.length; index += 1) bytes[index] = MAGIC.charCodeAt(index);
  let offset = MAGIC.length;
  for (const field of FIELDS) {
    const value = header[field];
    if (!Number.isInteger(value) || value < 0 || value > CPIO_FIELD_MAX) {
      throw cpioFieldRange(new TextDecoder().decode(name), field, value);
    }
    writeHex(bytes, offset, value);
    offset += 8;
  }
  writeHex(bytes, offset, name.length + 1);
  // The checksum field, zero in newc.
  writeHex(bytes, offset + 8, 0);
  bytes.set(name, HEADER_SIZE);
  return bytes;
}

function writeHex(bytes: Uint8Array, offset: number, value: number): void {
  let rest = value;
  for (let index = offset + 7; index >= offset; index -= 1) {
    bytes[index] = DIGITS[rest & 15] ?? 0;
    rest >>>= 4;
  }
}
