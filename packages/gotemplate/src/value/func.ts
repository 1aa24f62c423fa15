import type { GoMap, GoSlice } from './containers.ts';
import { goKind } from './kind.ts';

/** What a function sees of the execution that calls it: its `this`. */
export interface CallContext {
  /** Counts work (one unit is about one evaluated node) and throws once the execution's step limit is passed. Call it before allocating. */
  readonly charge: (units: number) => void;
}

/** Parameter types. `any` is `interface {}` (no value arrives as null); `value` is `reflect.Value` (no value arrives as undefined). */
export type ParamType =
  | 'string'
  | 'int'
  | 'int64'
  | 'float64'
  | 'bool'
  | 'any'
  | 'value'
  | '[]string'
  | 'map[string]interface {}';

interface ParamValues {
  string: string;
  int: number;
  int64: bigint;
  float64: number;
  bool: boolean;
  any: unknown;
  value: unknown;
  '[]string': readonly string[];
  'map[string]interface {}': GoMap | GoSlice | object;
}

type Arguments<P extends readonly ParamType[]> = { -readonly [K in keyof P]: ParamValues[P[K]] };

/** A function with Go parameter types: argument counts and types are checked, and refused, as Go does. */
export class GoFunc {
  readonly [goKind] = 'func';
  readonly params: readonly ParamType[];
  /** Type of the trailing variadic parameter, if there is one. */
  readonly rest: ParamType | undefined;
  /** The work does not grow with the size of the arguments, so that they are not counted against the step limit. */
  readonly constantTime: boolean;
  readonly call: (this: CallContext, ...args: never[]) => unknown;

  constructor(
    params: readonly ParamType[],
    rest: ParamType | undefined,
    call: (this: CallContext, ...args: never[]) => unknown,
    constantTime: boolean,
  ) {
    this.params = params;
    this.rest = rest;
    this.call = call;
    this.constantTime = constantTime;
  }
}

/** Declares a function with fixed parameters: `goFunc(['int', 'string'], (count, text) => …)`. It reports failure by throwing an Error. */
export function goFunc<const P extends readonly ParamType[]>(
  params: P,
  call: (this: CallContext, ...args: Arguments<P>) => unknown,
  options: { constantTime?: boolean } = {},
): GoFunc {
  return new GoFunc(params, undefined, call as unknown as GoFunc['call'], options.constantTime ?? false);
}

/** Declares a variadic function: `goVariadic(['string'], 'any', (separator, ...items) => …)`. */
export function goVariadic<const P extends readonly ParamType[], R extends ParamType>(
  params: P,
  rest: R,
  call: (this: CallContext, ...args: [...Arguments<P>, ...Arguments<R[]>]) => unknown,
  options: { constantTime?: boolean } = {},
): GoFunc {
  return new GoFunc(params, rest, call as unknown as GoFunc['call'], options.constantTime ?? false);
}

/** Declares a method with fixed parameters; the struct's source comes before them: `goMethod(['string'], (node: Node, key) => …)`. */
export function goMethod<const P extends readonly ParamType[]>(
  params: P,
  call: (this: CallContext, source: never, ...args: Arguments<P>) => unknown,
): GoFunc {
  return new GoFunc(params, undefined, call as unknown as GoFunc['call'], false);
}

/** Declares a variadic method. */
export function goVariadicMethod<const P extends readonly ParamType[], R extends ParamType>(
  params: P,
  rest: R,
  call: (this: CallContext, source: never, ...args: [...Arguments<P>, ...Arguments<R[]>]) => unknown,
): GoFunc {
  return new GoFunc(params, rest, call as unknown as GoFunc['call'], false);
}

/** A plain JavaScript function serves as `func(...interface {}) interface {}`. */
export type PlainFunction = (this: CallContext, ...args: unknown[]) => unknown;

/** Functions by the name templates call them. */
export type FuncMap = Readonly<Record<string, GoFunc | PlainFunction>>;

/** The typed form of a function value. */
export function asGoFunc(value: GoFunc | PlainFunction): GoFunc {
  return typeof value === 'function' ? new GoFunc([], 'any', value, false) : value;
}
