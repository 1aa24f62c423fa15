import { sprintf } from '../format/printf.ts';
import { compareText } from '../value/bytes.ts';
import type { Charge } from '../value/equal.ts';
import { type Kind, kindOf } from '../value/kind.ts';
import { numberOf } from '../value/number.ts';
import { typeName } from '../value/type-name.ts';

const badType = 'invalid type for comparison';
const badPair = 'incompatible types for comparison';

function isBasic(kind: Kind): boolean {
  return kind === 'bool' || kind === 'string' || kind === 'float' || isInteger(kind);
}

function isInteger(kind: Kind): boolean {
  return kind === 'int' || kind === 'uint';
}

function isAbsent(kind: Kind): boolean {
  return kind === 'invalid' || kind === 'nil';
}

function equalPair(a: unknown, b: unknown, charge: Charge): boolean {
  const x = kindOf(a);
  const y = kindOf(b);
  if (isBasic(x) || isBasic(y)) {
    if (isInteger(x) && isInteger(y)) return numberOf(a) === numberOf(b);
    if (x === y) return x === 'float' ? numberOf(a) === numberOf(b) : a === b;
    if (isAbsent(x) || isAbsent(y)) return false;
    throw new Error(badPair);
  }
  if (isAbsent(x) && isAbsent(y)) return true;
  if (isAbsent(x) || isAbsent(y)) return x === 'pointer' || y === 'pointer';
  if (x !== y)
    throw new Error(sprintf('non-comparable types %s: %s, %s: %v', [a, typeName(a), typeName(b), b], charge));
  if (x === 'slice' || x === 'map' || x === 'func')
    throw new Error(sprintf('non-comparable type %s: %s', [b, typeName(b)], charge));
  return a === b;
}

/** Go's `eq`: whether the first value equals any of the others. */
export function equalAny(first: unknown, others: readonly unknown[], charge: Charge): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => equalPair(first, other, charge));
}

/** Go's `lt`. */
export function less(a: unknown, b: unknown): boolean {
  const x = kindOf(a);
  const y = kindOf(b);
  if (!isBasic(x) || !isBasic(y)) throw new Error(badType);
  if (isInteger(x) && isInteger(y)) return (numberOf(a) ?? 0) < (numberOf(b) ?? 0);
  if (x !== y) throw new Error(badPair);
  if (x === 'bool') throw new Error(badType);
  return x === 'float' ? (numberOf(a) ?? 0) < (numberOf(b) ?? 0) : compareText(a as string, b as string) < 0;
}

/** Go's `le`: less or equal, so that NaN is neither. */
export function lessOrEqual(a: unknown, b: unknown, charge: Charge): boolean {
  return less(a, b) || equalAny(a, [b], charge);
}
