import { itemsOf, mapSize } from './access.ts';
import { kindOf } from './kind.ts';
import { numberOf } from './number.ts';

/** Go's truth for `if`, `with`, `and`, `or` and `not`: false is the zero of a type or an empty collection; a struct is always true. */
export function isTrue(value: unknown): boolean {
  switch (kindOf(value)) {
    case 'invalid':
    case 'nil':
    case 'pointer':
      return false;
    case 'bool':
      return value === true;
    case 'string':
      return value !== '';
    case 'int':
    case 'uint':
    case 'float':
      // NaN is true in Go: it is not equal to zero.
      return Number(numberOf(value)) !== 0;
    case 'slice':
      return itemsOf(value).length > 0;
    case 'map':
      return mapSize(value) > 0;
    case 'struct':
    case 'func':
    case 'opaque':
      return true;
  }
}
