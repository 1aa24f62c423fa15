import type { GoFunc } from './func.ts';
import type { GoMap, GoNil, GoSlice } from './containers.ts';
import type { GoNumber } from './number.ts';
import type { GoStruct } from './struct.ts';

/** Brand of the classes that present Go types. `Symbol.for`, so that values of a second copy of this package are recognised. */
export const goKind: unique symbol = Symbol.for('@muster/gotemplate.kind');

/**
 * What a value is to a template. `invalid` is the absence of a value (`undefined`, Go's zero `reflect.Value`),
 * `nil` an empty interface (`null`), `pointer` a typed nil (`GoNil`), `opaque` a JavaScript object that no template may look into.
 */
export type Kind =
  | 'invalid'
  | 'nil'
  | 'bool'
  | 'string'
  | 'int'
  | 'uint'
  | 'float'
  | 'slice'
  | 'map'
  | 'struct'
  | 'pointer'
  | 'func'
  | 'opaque';

type Branded = GoNumber | GoSlice | GoMap | GoNil | GoStruct | GoFunc;

/** The Go wrapper behind `value`, or undefined for ordinary JavaScript values. */
export function branded(value: unknown): Branded | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Partial<Branded>)[goKind] === undefined ? undefined : (value as Branded);
}

function objectKind(value: object): Kind {
  const wrapper = branded(value);
  if (wrapper !== undefined) {
    if (wrapper[goKind] !== 'number') return wrapper[goKind];
    return wrapper.type === 'float64' ? 'float' : wrapper.type.startsWith('u') ? 'uint' : 'int';
  }
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Map) return 'map';
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? 'map' : 'opaque';
}

/** Classifies any JavaScript value as a template sees it. Safe integers and bigints are Go ints, other numbers float64. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'undefined':
      return 'invalid';
    case 'string':
      return 'string';
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'function':
      return 'func';
    case 'symbol':
      return 'opaque';
    case 'object':
      return value === null ? 'nil' : objectKind(value);
  }
}
