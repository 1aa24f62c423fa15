import { sprint } from '../format/printer.ts';
import { parseFloatLiteral, parseInteger } from '../parse/number.ts';
import type { Charge } from '../value/equal.ts';
import { branded, goKind, kindOf } from '../value/kind.ts';
import { numberOf } from '../value/number.ts';

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

/** Go's conversion of a float to an int64: towards zero; the least int64 if it does not fit. */
function truncateFloat(value: number): bigint {
  const fits = value >= -(2 ** 63) && value < 2 ** 63;
  return fits ? BigInt(Math.trunc(value)) : minInt64;
}

function inRange(value: bigint | undefined): bigint {
  return value === undefined || value > maxInt64 || value < minInt64 ? 0n : value;
}

/** Sprig's conversion to an integer (spf13/cast): text is read with Go's prefixes, and what is no number is 0. */
export function toInt64(value: unknown): bigint {
  switch (kindOf(value)) {
    case 'int':
    case 'uint':
      return BigInt.asIntN(64, BigInt(numberOf(value) ?? 0));
    case 'float':
      return truncateFloat(Number(numberOf(value)));
    case 'string':
      // cast drops a fraction of zeros, so that "1.0" is an integer.
      return inRange(parseInteger((value as string).replace(/\.0*$/, (zeros) => (zeros === '.' ? zeros : ''))));
    case 'bool':
      return value === true ? 1n : 0n;
    default:
      return 0n;
  }
}

/** Sprig's conversion to a float64. */
export function toFloat64(value: unknown): number {
  switch (kindOf(value)) {
    case 'int':
    case 'uint':
    case 'float':
      return Number(numberOf(value));
    case 'string':
      return parseFloatText(value as string);
    case 'bool':
      return value === true ? 1 : 0;
    default:
      return 0;
  }
}

function parseFloatText(text: string): number {
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
  if (special === null) return parseFloatLiteral(text) ?? 0;
  if (special[2]?.toLowerCase() === 'nan') return special[1] === '' ? Number.NaN : 0;
  return special[1] === '-' ? -Infinity : Infinity;
}

/** Sprig's `toString`: text as it is, all else as `%v`. */
export function toText(value: unknown, charge: Charge): string {
  return typeof value === 'string' ? value : sprint([value], charge);
}

/** `reflect.Kind` by name. */
export function reflectKind(value: unknown): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'invalid':
    case 'nil':
      return 'invalid';
    case 'int':
    case 'uint':
    case 'float': {
      const wrapper = branded(value);
      return wrapper?.[goKind] === 'number' ? wrapper.type : kind === 'float' ? 'float64' : 'int';
    }
    case 'pointer':
      return 'ptr';
    case 'struct': {
      const wrapper = branded(value);
      return wrapper?.[goKind] === 'struct' && wrapper.pointer ? 'ptr' : 'struct';
    }
    case 'opaque':
      return 'struct';
    default:
      return kind;
  }
}

/** The text Go's runtime panics with where a nil is looked into. */
export const nilDereference = 'runtime error: invalid memory address or nil pointer dereference';
