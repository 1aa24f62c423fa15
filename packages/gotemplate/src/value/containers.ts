import { goKind } from './kind.ts';
import type { StructType } from './struct.ts';

/** A slice with a Go type other than `[]interface {}` (which a plain array is), such as `[]string`. */
export class GoSlice {
  readonly [goKind] = 'slice';
  readonly type: string;
  readonly items: readonly unknown[];
  /** A nil slice: it prints and ranges as an empty one but is `null` in JSON. */
  readonly isNil: boolean;

  constructor(type: string, items: readonly unknown[], isNil = false) {
    this.type = type;
    this.items = items;
    this.isNil = isNil;
  }
}

/**
 * A map with string keys and a Go type. Plain objects and `Map`s are `map[string]interface {}`;
 * this class is for other element types (`map[string]string`, whose absent keys index to `""`) and for maps that
 * templates may change with `set`, which the caller's data never are.
 */
export class GoMap {
  readonly [goKind] = 'map';
  readonly type: string;
  readonly entries: Map<string, unknown>;
  /** Whether `set`, `unset` and `merge` may change this map. */
  readonly writable: boolean;
  readonly isNil: boolean;

  constructor(type: string, entries: Map<string, unknown>, options: { writable?: boolean; isNil?: boolean } = {}) {
    this.type = type;
    this.entries = entries;
    this.writable = options.writable ?? false;
    this.isNil = options.isNil ?? false;
  }
}

/** A typed nil that is not an empty interface: a nil pointer (`*node.Kernel`) or the nil of a printable type (`net.IP`). Prints `<nil>`. */
export class GoNil {
  readonly [goKind] = 'pointer';
  readonly type: string;
  /** What it would point to, where that is known. */
  readonly struct: StructType<never> | undefined;

  constructor(type: string, struct?: StructType<never>) {
    this.type = type;
    this.struct = struct;
  }
}

export const anyMapType = 'map[string]interface {}';
export const anySliceType = '[]interface {}';

/** A read-only map of a given Go element type, such as `goMap('string', tags)` for `map[string]string`. */
export function goMap(
  elementType: string,
  entries: Iterable<readonly [string, unknown]> | Readonly<Record<string, unknown>>,
): GoMap {
  const pairs = Symbol.iterator in entries ? entries : Object.entries(entries);
  return new GoMap(`map[string]${elementType}`, new Map(pairs));
}

/** A slice of a given Go element type, such as `goSlice('string', names)` for `[]string`. */
export function goSlice(elementType: string, items: readonly unknown[]): GoSlice {
  return new GoSlice(`[]${elementType}`, items);
}

/** A nil of a Go type, given by name or as the struct type that is absent. */
export function goNil<T>(type: string | StructType<T>): GoNil {
  return typeof type === 'string' ? new GoNil(type) : new GoNil(type.name, type);
}

/** A map made by a template itself, which it may change. */
export function newDict(entries: Iterable<readonly [string, unknown]> = []): GoMap {
  return new GoMap(anyMapType, new Map(entries), { writable: true });
}

/** The zero value of a Go type given by name. Types unknown to this package have a typed nil as their zero. */
export function zeroOf(type: string): unknown {
  if (type === 'interface {}') return null;
  if (type === 'string') return '';
  if (type === 'bool') return false;
  if (type === 'int') return 0;
  if (type.startsWith('[]')) return new GoSlice(type, [], true);
  if (type.startsWith('map[string]')) return new GoMap(type, new Map(), { isNil: true });
  return new GoNil(type);
}
