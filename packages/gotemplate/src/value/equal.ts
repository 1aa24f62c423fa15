import { entryOf, itemsOf, sortedKeys } from './access.ts';
import { branded, goKind, kindOf } from './kind.ts';
import { numberOf } from './number.ts';
import { typeName } from './type-name.ts';

/** Counts the work of walking a value, which may share parts and so be far larger than its size in memory. */
export type Charge = (units: number) => void;

/** Go's `reflect.DeepEqual`: types and contents alike. */
export function deepEqual(a: unknown, b: unknown, charge: Charge): boolean {
  charge(1);
  const kind = kindOf(a);
  if (kind === 'invalid' || kind === 'nil') return b === undefined || b === null;
  if (kind !== kindOf(b) || typeName(a) !== typeName(b)) return false;
  switch (kind) {
    case 'bool':
    case 'string':
      return a === b;
    case 'int':
    case 'uint':
    case 'float':
      return numberOf(a) === numberOf(b);
    case 'pointer':
      return true;
    case 'slice': {
      const left = itemsOf(a);
      const right = itemsOf(b);
      return left.length === right.length && left.every((item, i) => deepEqual(item, right[i], charge));
    }
    case 'map': {
      const keys = sortedKeys(a);
      const others = sortedKeys(b);
      return (
        keys.length === others.length &&
        keys.every((key, i) => key === others[i] && deepEqual(entryOf(a, key), entryOf(b, key), charge))
      );
    }
    case 'struct': {
      const left = branded(a);
      const right = branded(b);
      if (left?.[goKind] !== 'struct' || right?.[goKind] !== 'struct') return false;
      return left.type === right.type && left.source === right.source;
    }
    case 'func':
    case 'opaque':
      return false;
  }
}
