import { GoSlice } from '../value/containers.ts';
import { type CallContext, type FuncMap, goFunc, goVariadic } from '../value/func.ts';
import { goFloat, goInt, goInt64 } from '../value/number.ts';
import { sprint } from '../format/printer.ts';
import { toFloat64, toInt64 } from './cast.ts';
import { powerOfTen } from './power.ts';

function intSlice(items: readonly number[]): GoSlice {
  return new GoSlice('[]int', items);
}

function untilStep(start: number, stop: number, step: number, context: CallContext): number[] {
  const items: number[] = [];
  if (stop < start ? step >= 0 : step <= 0) return items;
  context.charge((stop - start) / step);
  for (let i = start; stop < start ? i > stop : i < stop; i += step) items.push(i);
  return items;
}

function sequence(params: readonly number[], context: CallContext): string {
  const [a = 0, b = 0, c = 0] = params;
  let range: number[] = [];
  if (params.length === 1) range = untilStep(1, a + (a < 1 ? -1 : 1), a < 1 ? -1 : 1, context);
  else if (params.length === 2) range = untilStep(a, b + (b < a ? -1 : 1), b < a ? -1 : 1, context);
  else if (params.length === 3 && !(c < a && b > 0)) range = untilStep(a, c + (c < a ? -1 : 1), b, context);
  return range.join(' ');
}

function divide(a: bigint, b: bigint, operation: (a: bigint, b: bigint) => bigint): unknown {
  if (b === 0n) throw new Error('runtime error: integer divide by zero');
  return goInt64(operation(a, b));
}

/** Half away from zero towards plus infinity at the given place, as Sprig rounds. */
function round(value: number, places: number, roundOn: number): number {
  const power = powerOfTen(places);
  const digit = power * value;
  return (digit - Math.trunc(digit) >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}

function atoi(text: string): number | bigint {
  const match = /^[+-]?[0-9]+$/.exec(text);
  if (match === null) return 0;
  const value = BigInt(text.replace(/^\+/, ''));
  const limit = 2n ** 63n;
  return goInt(value >= limit ? limit - 1n : value < -limit ? -limit : value);
}

// Math.max and Math.min take no bigints.
function larger(a: bigint, b: bigint): bigint {
  if (b > a) return b;
  return a;
}

function smaller(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

const greatest = goVariadic(['any'], 'any', (first, ...others) =>
  goInt64(others.map(toInt64).reduce(larger, toInt64(first))),
);

/** Sprig's arithmetic: int64, wrapping as Go's does. */
export const mathFuncs: FuncMap = {
  add1: goFunc(['any'], (value) => goInt64(toInt64(value) + 1n)),
  add: goVariadic([], 'any', (...values) => goInt64(values.map(toInt64).reduce((a, b) => a + b, 0n))),
  sub: goFunc(['any', 'any'], (a, b) => goInt64(toInt64(a) - toInt64(b))),
  mul: goVariadic(['any'], 'any', (first, ...others) =>
    goInt64(others.map(toInt64).reduce((a, b) => BigInt.asIntN(64, a * b), toInt64(first))),
  ),
  div: goFunc(['any', 'any'], (a, b) => divide(toInt64(a), toInt64(b), (x, y) => x / y)),
  mod: goFunc(['any', 'any'], (a, b) => divide(toInt64(a), toInt64(b), (x, y) => x % y)),
  max: greatest,
  biggest: greatest,
  min: goVariadic(['any'], 'any', (first, ...others) => goInt64(others.map(toInt64).reduce(smaller, toInt64(first)))),
  maxf: goVariadic(['any'], 'any', (first, ...others) => goFloat(Math.max(toFloat64(first), ...others.map(toFloat64)))),
  minf: goVariadic(['any'], 'any', (first, ...others) => goFloat(Math.min(toFloat64(first), ...others.map(toFloat64)))),
  floor: goFunc(['any'], (value) => goFloat(Math.floor(toFloat64(value)))),
  ceil: goFunc(['any'], (value) => goFloat(Math.ceil(toFloat64(value)))),
  round: goVariadic(['any', 'int'], 'float64', (value, places, roundOn = 0.5) =>
    goFloat(round(toFloat64(value), places, roundOn)),
  ),
  int: goFunc(['any'], (value) => goInt(toInt64(value))),
  int64: goFunc(['any'], (value) => goInt64(toInt64(value))),
  float64: goFunc(['any'], (value) => goFloat(toFloat64(value))),
  atoi: goFunc(['string'], atoi),
  toDecimal: goFunc(['any'], function (value) {
    const text = sprint([value], this.charge);
    return goInt64(
      /^[+-]?[0-7]+$/.test(text)
        ? BigInt.asIntN(64, BigInt(`0o${text.replace(/^[+-]/, '')}`)) * (text.startsWith('-') ? -1n : 1n)
        : 0n,
    );
  }),
  until: goFunc(['int'], function (count) {
    return intSlice(untilStep(0, count, count < 0 ? -1 : 1, this));
  }),
  untilStep: goFunc(['int', 'int', 'int'], function (start, stop, step) {
    return intSlice(untilStep(start, stop, step, this));
  }),
  seq: goVariadic([], 'int', function (...params) {
    return sequence(params, this);
  }),
};
