import { compareText } from './bytes.ts';
import { type GoMap, type GoSlice, GoSlice as Slice, anyMapType, anySliceType } from './containers.ts';
import { branded, goKind } from './kind.ts';

/** The elements of a value of kind slice. */
export function itemsOf(slice: unknown): readonly unknown[] {
  return Array.isArray(slice) ? (slice as readonly unknown[]) : (slice as GoSlice).items;
}

/** The Go type of a value of kind slice. */
export function sliceType(slice: unknown): string {
  return Array.isArray(slice) ? anySliceType : (slice as GoSlice).type;
}

/** A slice of the same type with other elements. */
export function withItems(slice: unknown, items: readonly unknown[]): unknown {
  return Array.isArray(slice) ? items : new Slice((slice as GoSlice).type, items);
}

/** The Go type of a value of kind map. */
export function mapType(map: unknown): string {
  const wrapper = branded(map);
  return wrapper?.[goKind] === 'map' ? wrapper.type : anyMapType;
}

/** The element type of a map or slice type name: `map[string]string` → `string`. */
export function elementType(type: string): string {
  return type.slice(type.indexOf(']') + 1);
}

/** The entry table of a map that is not a plain object. */
export function tableOf(map: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (map instanceof Map) return map as ReadonlyMap<unknown, unknown>;
  const wrapper = branded(map);
  return wrapper?.[goKind] === 'map' ? wrapper.entries : undefined;
}

/**
 * The element of a value of kind map, undefined where there is none. Only own properties of plain objects count, so that
 * `constructor` or `__proto__` never resolve; a property set to `undefined` is absent.
 */
export function entryOf(map: unknown, key: string): unknown {
  const table = tableOf(map);
  if (table !== undefined) return table.get(key);
  return Object.hasOwn(map as object, key) ? (map as Record<string, unknown>)[key] : undefined;
}

export function hasEntry(map: unknown, key: string): boolean {
  return entryOf(map, key) !== undefined;
}

/** Number of entries of a value of kind map. */
export function mapSize(map: unknown): number {
  return keysOf(map).length;
}

function keysOf(map: unknown): string[] {
  const table = tableOf(map);
  if (table === undefined) {
    const object = map as Record<string, unknown>;
    return Object.keys(object).filter((key) => object[key] !== undefined);
  }
  const keys: string[] = [];
  for (const [key, value] of table) if (typeof key === 'string' && value !== undefined) keys.push(key);
  return keys;
}

/** Keys of a value of kind map in Go's order for ranging and printing: sorted by bytes. */
export function sortedKeys(map: unknown): string[] {
  const keys = keysOf(map);
  return keys.length < 2 ? keys : keys.sort(compareText);
}

/** A writable map or undefined. */
export function writableMap(map: unknown): GoMap | undefined {
  const wrapper = branded(map);
  return wrapper?.[goKind] === 'map' && wrapper.writable ? wrapper : undefined;
}
