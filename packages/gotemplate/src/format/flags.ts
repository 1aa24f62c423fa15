import { encodeText, isAscii } from '../value/bytes.ts';
import { formatFloat, isNegative } from './float.ts';
import { canBackquote, quote, quoteChar, runeText, isPrint } from './quote.ts';

/** Flags, width and precision of one verb of a format. */
export interface Flags {
  width: number | undefined;
  precision: number | undefined;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` */
  plusV: boolean;
  /** `%#v` */
  sharpV: boolean;
}

export function noFlags(): Flags {
  return {
    width: undefined,
    precision: undefined,
    minus: false,
    plus: false,
    sharp: false,
    space: false,
    zero: false,
    plusV: false,
    sharpV: false,
  };
}

function runeCount(text: string): number {
  return isAscii(text) ? text.length : Array.from(text).length;
}

/** Pads to the width, with zeros on the left if `zero` asks for them. */
export function pad(text: string, flags: Flags, zero = flags.zero): string {
  const missing = (flags.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  return flags.minus ? text + (zero ? '0' : ' ').repeat(missing) : (zero ? '0' : ' ').repeat(missing) + text;
}

export function formatText(text: string, flags: Flags): string {
  return pad(truncate(text, flags), flags);
}

function truncate(text: string, flags: Flags): string {
  return flags.precision === undefined ? text : Array.from(text).slice(0, flags.precision).join('');
}

export function formatQuoted(text: string, flags: Flags): string {
  const part = truncate(text, flags);
  return pad(flags.sharp && canBackquote(part) ? `\`${part}\`` : quote(part, flags.plus), flags);
}

/** `%x` of text: its bytes in hexadecimal. */
export function formatHexText(text: string, flags: Flags, upper: boolean): string {
  const bytes = encodeText(text).subarray(0, flags.precision);
  if (bytes.length === 0) return pad('', flags);
  const prefix = flags.sharp ? (upper ? '0X' : '0x') : '';
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const hex = pairs.map((pair) => (upper ? pair.toUpperCase() : pair));
  return pad(prefix + hex.join(flags.space ? ` ${prefix}` : ''), flags);
}

/** An integer in a base, with Go's rules for sign, prefix, precision and zero padding. */
export function formatInteger(value: bigint, base: 2 | 8 | 10 | 16, flags: Flags, verb: string): string {
  const negative = value < 0n;
  const signed = negative || flags.plus || flags.space;
  let digits = (negative ? -value : value).toString(base);
  if (verb === 'X') digits = digits.toUpperCase();
  let least = 0;
  if (flags.precision !== undefined) {
    least = flags.precision;
    if (least === 0 && value === 0n) return ' '.repeat(flags.width ?? 0);
  } else if (flags.zero && flags.width !== undefined) least = flags.width - (signed ? 1 : 0);
  digits = digits.padStart(least, '0');
  if (flags.sharp) {
    if (base === 2) digits = `0b${digits}`;
    else if (base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
    else if (base === 16) digits = (verb === 'X' ? '0X' : '0x') + digits;
  }
  if (verb === 'O') digits = `0o${digits}`;
  return pad((negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '') + digits, flags, false);
}

function codeOf(value: bigint): number {
  return value >= 0n && value <= 0x10ffffn ? Number(value) : 0xfffd;
}

/** `%c` */
export function formatChar(value: bigint, flags: Flags): string {
  return pad(runeText(codeOf(value)), flags);
}

/** `%q` of a number */
export function formatQuotedChar(value: bigint, flags: Flags): string {
  return pad(quoteChar(codeOf(value), flags.plus), flags);
}

/** `%U`: `U+0078`, and with `#` the character too. */
export function formatUnicode(value: bigint, flags: Flags): string {
  const digits = BigInt.asUintN(64, value)
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(4, flags.precision ?? 0), '0');
  const rune = value >= 0n && value <= 0x10ffffn ? runeText(Number(value)) : '';
  const shown = flags.sharp && rune !== '' && isPrint(rune) ? ` '${rune}'` : '';
  return pad(`U+${digits}${shown}`, flags, false);
}

/** `#` keeps the decimal point and trailing zeros that `%g` drops. */
function withPoint(number: string, verb: string, precision: number): string {
  const match = /^([0-9a-fA-FxX.]*?)((?:[eE][-+]|[pP]).*)?$/.exec(number);
  const [, mantissa = number, tail = ''] = match ?? [];
  let digits = ['v', 'g', 'G', 'x'].includes(verb) ? (precision < 0 ? 6 : precision) : 0;
  digits -= mantissa.replace('.', '').replace(/^0+/, '').length;
  if (!mantissa.includes('.') && mantissa === '0') digits--;
  return mantissa + (mantissa.includes('.') ? '' : '.') + '0'.repeat(Math.max(0, digits)) + tail;
}

/** A float64 with sign and padding. */
export function formatSignedFloat(value: number, verb: string, defaultPrecision: number, flags: Flags): string {
  const precision = flags.precision ?? defaultPrecision;
  let number = formatFloat(value, verb, precision);
  const sign = isNegative(value) ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  if (number === 'NaN') return pad(sign + number, flags, false);
  if (number === 'Inf') return pad((sign === '' ? '+' : sign) + number, flags, false);
  if (flags.sharp && verb !== 'b') number = withPoint(number, verb, precision);
  if (sign === '') return pad(number, flags);
  const missing = (flags.width ?? 0) - number.length - 1;
  return flags.zero && missing > 0 ? sign + '0'.repeat(missing) + number : pad(sign + number, flags);
}
