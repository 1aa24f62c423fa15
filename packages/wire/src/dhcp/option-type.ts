import { decodeText, encodeText, quoteText, toHex, viewOf } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import { formatIPv4 } from '../ipv4.ts';

/** How the value of an option is written, read and printed. */
export interface OptionType<T> {
  /** The option's octets. Throws {@link WireError} `DHCP_VALUE_INVALID` for a value the format cannot hold. */
  encode(value: T): Uint8Array;
  /** The value, or `undefined` when the octets are malformed. Total. */
  decode(bytes: Uint8Array): T | undefined;
  /** The value for people, safe to print. */
  format(value: T): string;
}

type Width = 1 | 2 | 4;

function checkUnsigned(value: number, width: Width): number {
  const limit = 2 ** (8 * width) - 1;
  if (Number.isInteger(value) && value >= 0 && value <= limit) return value;
  throw dhcpValueInvalid(`unsigned ${8 * width}-bit number`, String(value), `a whole number from 0 to ${limit}`);
}

// Octet by octet: a DataView of a small array costs its buffer, 20 times as much.
function write(bytes: Uint8Array, offset: number, width: Width, value: number): void {
  checkUnsigned(value, width);
  for (let index = 0; index < width; index += 1) bytes[offset + index] = (value >>> (8 * (width - 1 - index))) & 0xff;
}

function read(bytes: Uint8Array, offset: number, width: Width): number {
  let value = 0;
  for (let index = offset; index < offset + width; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

function scalar(width: Width, format: (value: number) => string): OptionType<number> {
  return {
    encode(value) {
      const bytes = new Uint8Array(width);
      write(bytes, 0, width, value);
      return bytes;
    },
    decode: (bytes) => (bytes.length === width ? read(bytes, 0, width) : undefined),
    format,
  };
}

function list(width: Width, format: (value: number) => string): OptionType<number[]> {
  return {
    encode(values) {
      const bytes = new Uint8Array(values.length * width);
      values.forEach((value, index) => {
        write(bytes, index * width, width, value);
      });
      return bytes;
    },
    decode(bytes) {
      if (bytes.length === 0 || bytes.length % width !== 0) return undefined;
      const values: number[] = [];
      for (let offset = 0; offset < bytes.length; offset += width) values.push(read(bytes, offset, width));
      return values;
    },
    format: (values) => values.map(format).join(', '),
  };
}

const decimal = (value: number): string => String(value);

/** One octet. */
export const u8 = scalar(1, decimal);
/** Two octets, big-endian. */
export const u16 = scalar(2, decimal);
/** Four octets, big-endian. */
export const u32 = scalar(4, decimal);
/** Four octets, two's complement. */
export const i32: OptionType<number> = {
  encode(value) {
    const limit = 2 ** 31;
    if (Number.isInteger(value) && value >= -limit && value < limit) return u32.encode(value >>> 0);
    throw dhcpValueInvalid('signed 32-bit number', String(value), `a whole number from ${-limit} to ${limit - 1}`);
  },
  decode: (bytes) => (bytes.length === 4 ? viewOf(bytes).getInt32(0) : undefined),
  format: decimal,
};
/** One octet, 0 or 1 (RFC 2132 §4.1 and others). */
export const flag: OptionType<boolean> = {
  encode: (value) => Uint8Array.of(value ? 1 : 0),
  decode: (bytes) => (bytes.length === 1 && (bytes[0] ?? 2) < 2 ? bytes[0] === 1 : undefined),
  format: String,
};
/** One IPv4 address. */
export const ip = scalar(4, formatIPv4);
/** One or more octets. */
export const u8List = list(1, decimal);
/** One or more two-octet numbers. */
export const u16List = list(2, decimal);
/** One or more IPv4 addresses. */
export const ips = list(4, formatIPv4);

/** A scalar octet printed by name. */
export const namedU8 = (nameOf: (value: number) => string): OptionType<number> => scalar(1, nameOf);
/** Two-octet numbers printed by name. */
export const namedU16List = (nameOf: (value: number) => string): OptionType<number[]> => list(2, nameOf);

/** UTF-8 text without terminator; a NUL and what follows it are dropped on reading (RFC 2132 §2). */
export const string: OptionType<string> = { encode: encodeText, decode: decodeText, format: quoteText };

/** Octets without further meaning here. */
export const bytes: OptionType<Uint8Array> = {
  encode: (value) => value,
  decode: (value) => value,
  format: (value) => toHex(value, ':'),
};
