import { sprint, sprintln } from '../format/printer.ts';
import { sprintf } from '../format/printf.ts';
import { encodeText } from '../value/bytes.ts';
import type { Charge } from '../value/equal.ts';
import {
  type CallContext,
  type FuncMap,
  type GoFunc,
  type PlainFunction,
  asGoFunc,
  goFunc,
  goVariadic,
} from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
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
  return target.call.apply(context, args as never[]);
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
