import { assign, canBeNil, nilOf, paramName } from '../exec/assign.ts';
import { sprint, sprintln } from '../format/printer.ts';
import { sprintf } from '../format/printf.ts';
import { encodeText } from '../value/bytes.ts';
import type { Charge } from '../value/equal.ts';
import {
  type CallContext,
  type FuncMap,
  type GoFunc,
  type ParamType,
  type PlainFunction,
  asGoFunc,
  goFunc,
  goVariadic,
} from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
import { bigOf, goInt, goInt64 } from '../value/number.ts';
import { isTrue } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { equalAny, less, lessOrEqual } from './compare.ts';
import { escapeHtml, escapeQuery, escapeScript } from './escape.ts';
import { indexValue, lengthOf, sliceValue } from './index-slice.ts';

const constantTime = { constantTime: true };

/** Text of the arguments of html, js and urlquery. */
function argumentText(args: readonly unknown[], context: CallContext): string {
  const shown = args.map((arg) => (arg === null ? '<no value>' : arg));
  return sprint(shown, context.charge, true);
}

function escaper(transform: (text: string) => string): GoFunc {
  return goVariadic([], 'any', function (...args) {
    return transform(argumentText(args, this));
  });
}

function comparison(compare: (a: unknown, b: unknown, charge: Charge) => boolean): GoFunc {
  return goFunc(
    ['value', 'value'],
    function (a, b) {
      return compare(a, b, this.charge);
    },
    constantTime,
  );
}

/** An argument of `call` as the parameter's type. */
function callArgument(arg: unknown, type: ParamType, position: number): unknown {
  if (arg === undefined || arg === null) {
    if (canBeNil(type)) return nilOf(type);
    throw new Error(`arg ${position}: value is nil; should be of type ${paramName(type)}`);
  }
  const assigned = assign(convertInteger(arg, type), type);
  if (assigned !== undefined) return assigned.value;
  throw new Error(`arg ${position}: value has type ${typeName(arg)}; should be ${paramName(type)}`);
}

/** `call` converts between integer types. */
function convertInteger(arg: unknown, type: ParamType): unknown {
  const kind = kindOf(arg);
  if (kind !== 'int' && kind !== 'uint') return arg;
  return type === 'int' ? goInt(bigOf(arg)) : type === 'int64' ? goInt64(bigOf(arg)) : arg;
}

function callValue(func: unknown, args: readonly unknown[], context: CallContext): unknown {
  if (func === undefined || func === null) throw new Error('call of nil');
  if (kindOf(func) !== 'func') throw new Error(`non-function of type ${typeName(func)}`);
  const target = asGoFunc(func as GoFunc | PlainFunction);
  const { length } = target.params;
  if (target.rest === undefined ? args.length !== length : args.length < length) {
    throw new Error(
      `wrong number of args: got ${args.length} want ${target.rest === undefined ? '' : 'at least '}${length}`,
    );
  }
  const typed = args.map((arg, i) => callArgument(arg, target.params[i] ?? target.rest ?? 'any', i));
  return target.call.apply(context, typed as never[]);
}

/** The functions that are part of Go's template language. `and` and `or` are evaluated by the engine, which stops at the argument that decides. */
export const builtins: FuncMap = Object.freeze({
  and: goVariadic(['value'], 'value', (first) => first),
  or: goVariadic(['value'], 'value', (first) => first),
  not: goFunc(['value'], (value) => !isTrue(value), constantTime),
  eq: goVariadic(
    ['value'],
    'value',
    function (first, ...others) {
      return equalAny(first, others, this.charge);
    },
    constantTime,
  ),
  ne: comparison((a, b, charge) => !equalAny(a, [b], charge)),
  lt: comparison(less),
  le: comparison(lessOrEqual),
  gt: comparison((a, b, charge) => !lessOrEqual(a, b, charge)),
  ge: comparison((a, b) => !less(a, b)),
  index: goVariadic(['value'], 'value', (item, ...indexes) => indexValue(item, indexes), constantTime),
  slice: goVariadic(['value'], 'value', (item, ...indexes) => sliceValue(item, indexes)),
  len: goFunc(['value'], lengthOf, constantTime),
  print: goVariadic([], 'any', function (...args) {
    return sprint(args, this.charge);
  }),
  println: goVariadic([], 'any', function (...args) {
    return sprintln(args, this.charge);
  }),
  printf: goVariadic(['string'], 'any', function (format, ...args) {
    return sprintf(format, args, this.charge);
  }),
  html: escaper(escapeHtml),
  js: escaper(escapeScript),
  urlquery: escaper((text) => escapeQuery(encodeText(text))),
  call: goVariadic(['value'], 'value', function (func, ...args) {
    return callValue(func, args, this);
  }),
});
