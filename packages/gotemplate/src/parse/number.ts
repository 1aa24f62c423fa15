import { quote } from '../format/quote.ts';
import { goFloat, goInt } from '../value/number.ts';
import { parseHexFloat } from './hex-float.ts';
import { unquoteChar } from './unquote.ts';

/** A numeric constant: its value under every type that can hold it, as Go's untyped constants. */
export interface NumberForms {
  readonly int?: bigint;
  readonly float?: number;
  /** The value where no type is asked for; absent if the number is too large for an int. */
  readonly ideal?: unknown;
}

const integerForm =
  /^([+-]?)(?:0[xX](_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)|0[bB](_?[01]+(?:_[01]+)*)|0[oO](_?[0-7]+(?:_[0-7]+)*)|(0(?:_?[0-7]+)*)|([1-9][0-9]*(?:_[0-9]+)*))$/;
const decimalForm =
  /^[+-]?(?:[0-9]+(?:_[0-9]+)*(?:\.(?:[0-9]+(?:_[0-9]+)*)?)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$/;
const maxInt = 2n ** 63n - 1n;
const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

/** An integer literal with Go's prefixes and underscores, of any size. */
export function parseInteger(text: string): bigint | undefined {
  const match = integerForm.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, oldOctal, decimal] = match;
  const clean = (digits: string): string => digits.replaceAll('_', '');
  const magnitude =
    hex !== undefined
      ? BigInt(`0x${clean(hex)}`)
      : binary !== undefined
        ? BigInt(`0b${clean(binary)}`)
        : octal !== undefined || oldOctal !== undefined
          ? BigInt(`0o${clean(octal ?? oldOctal ?? '')}`)
          : BigInt(clean(decimal ?? ''));
  return sign === '-' ? -magnitude : magnitude;
}

/** A floating-point literal, decimal or hexadecimal; undefined if malformed or out of range. */
export function parseFloatLiteral(text: string): number | undefined {
  const value = parseHexFloat(text) ?? (decimalForm.test(text) ? Number(text.replaceAll('_', '')) : undefined);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** Parses a number token. A string result is the error message. */
export function parseNumber(text: string): NumberForms | string {
  if (text.endsWith('i') && (/.[+-]/.test(text) || parseFloatLiteral(text.slice(0, -1)) !== undefined))
    return `complex numbers are not supported: ${quote(text)}`;
  const integer = parseInteger(text);
  if (integer !== undefined && integer >= minInt && integer <= maxInt) {
    const int = { int: integer, float: Number(integer) };
    // Only an unsigned hexadecimal integer is never a float, whatever letters it holds.
    const float = /[.eEpP]/.test(text) && !/^0[xX]/.test(text);
    return { ...int, ideal: float ? goFloat(int.float) : goInt(integer) };
  }
  // ParseUint refuses a sign, so that only a bare number can be a uint.
  if (integer !== undefined && integer <= maxUint && /^[0-9]/.test(text)) return { float: Number(integer) };
  const float = parseFloatLiteral(text);
  if (float === undefined) return `illegal number syntax: ${quote(text)}`;
  if (!/[.eEpP]/.test(text)) return `integer overflow: ${quote(text)}`;
  const integral = Number.isInteger(float) && float >= -(2 ** 63) && float < 2 ** 63;
  return { float, ideal: goFloat(float), ...(integral ? { int: BigInt(float) } : {}) };
}

/** Parses a character constant such as `'a'` or `'\n'`. A string result is the error message. */
export function parseCharConstant(text: string): NumberForms | string {
  const char = unquoteChar(text, 1, "'");
  if (char === undefined) return 'invalid syntax';
  if (text.slice(char.end) !== "'") return `malformed character constant: ${text}`;
  return { int: BigInt(char.code), float: char.code, ideal: char.code };
}
