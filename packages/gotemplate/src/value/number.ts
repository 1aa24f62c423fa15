import { branded, goKind } from './kind.ts';

/** Go number types that have no JavaScript counterpart of their own. */
type NumberType = 'float64' | 'int64' | 'int32' | 'uint8' | 'uint64';

/** A number whose Go type is not the one its JavaScript value implies (`2.0`, an int64, a byte of a string). */
export class GoNumber {
  readonly [goKind] = 'number';
  readonly type: NumberType;
  readonly value: number | bigint;

  constructor(type: NumberType, value: number | bigint) {
    this.type = type;
    this.value = value;
  }
}

function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A Go float64; needed where the value is integral, since a JavaScript integer stands for a Go int. */
export function goFloat(value: number): number | GoNumber {
  return Number.isSafeInteger(value) ? new GoNumber('float64', value) : value;
}

/** A Go int64, wrapped to 64 bits as Go arithmetic does. */
export function goInt64(value: bigint | number): GoNumber {
  return new GoNumber('int64', smallest(BigInt.asIntN(64, BigInt(value))));
}

/** A Go int: a JavaScript number where that is exact, else a bigint; wrapped to 64 bits. */
export function goInt(value: bigint | number): number | bigint {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : smallest(BigInt.asIntN(64, BigInt(value)));
}

/** The bare JavaScript number or bigint behind a value of kind int, uint or float; undefined for anything else. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  const wrapper = branded(value);
  return wrapper?.[goKind] === 'number' ? wrapper.value : undefined;
}

/** The integer behind a value of kind int or uint. */
export function bigOf(value: unknown): bigint {
  const number = numberOf(value);
  return number === undefined ? 0n : BigInt(number);
}
