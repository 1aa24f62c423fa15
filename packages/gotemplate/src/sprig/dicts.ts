import {
  elementType,
  entryOf,
  hasEntry,
  itemsOf,
  mapType,
  sortedKeys,
  withItems,
  writableMap,
} from '../value/access.ts';
import { GoMap, newDict } from '../value/containers.ts';
import { type Charge, deepEqual } from '../value/equal.ts';
import { type FuncMap, goFunc, goVariadic } from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
import { isTrue } from '../value/truth.ts';
import { nilDereference, toText } from './cast.ts';
import { stringSlice } from './strings.ts';

const readOnly =
  'the map is part of the data, which templates do not change; work on a copy: deepCopy, or merge (dict) of it';

function writable(map: unknown): GoMap {
  const target = writableMap(map);
  if (target === undefined) throw new Error(readOnly);
  return target;
}

function dict(values: readonly unknown[], charge: Charge): GoMap {
  const result = newDict();
  for (let i = 0; i < values.length; i += 2) {
    result.entries.set(toText(values[i], charge), i + 1 < values.length ? values[i + 1] : '');
  }
  return result;
}

/** One step of Sprig's merge (mergo): fills what is missing or empty in `target`, or overwrites it; maps are merged in depth. */
function mergeInto(target: GoMap, source: unknown, overwrite: boolean, charge: Charge): void {
  for (const key of sortedKeys(source)) {
    charge(1);
    const value = entryOf(source, key);
    const existing = target.entries.get(key);
    const kind = kindOf(value);
    if (kind === 'nil') {
      if (overwrite) target.entries.set(key, null);
    } else if (kind === 'map' && kindOf(existing) === 'map' && isTrue(existing)) {
      const nested =
        writableMap(existing) ?? newDict(sortedKeys(existing).map((name) => [name, entryOf(existing, name)]));
      target.entries.set(key, nested);
      mergeInto(nested, value, overwrite, charge);
    } else if (!isTrue(existing) || (overwrite && kind !== 'map')) target.entries.set(key, value);
  }
}

function merge(overwrite: boolean) {
  return goVariadic(['map[string]interface {}'], 'map[string]interface {}', function (target, ...sources) {
    if (sources.length === 0) return target;
    // Of a nil map mergo makes a new one.
    const result = target instanceof GoMap && target.isNil ? newDict() : writable(target);
    for (const source of sources) mergeInto(result, source, overwrite, this.charge);
    return result;
  });
}

function deepCopy(value: unknown, charge: Charge): unknown {
  charge(1);
  const kind = kindOf(value);
  if (kind === 'slice')
    return withItems(
      value,
      itemsOf(value).map((item) => deepCopy(item, charge)),
    );
  if (kind !== 'map') return value;
  const entries = new Map(sortedKeys(value).map((key) => [key, deepCopy(entryOf(value, key), charge)]));
  return new GoMap(mapType(value), entries, { writable: elementType(mapType(value)) === 'interface {}' });
}

function dig(args: readonly unknown[]): unknown {
  if (args.length < 3) throw new Error('dig needs at least three arguments');
  let map = args.at(-1);
  const keys = args.slice(0, -2);
  for (const [i, key] of keys.entries()) {
    if (kindOf(map) !== 'map') throw new Error(`dig: key ${i + 1} is looked up in what is not a map`);
    if (typeof key !== 'string') throw new Error('dig: keys must be strings');
    if (!hasEntry(map, key)) return args.at(-2);
    map = entryOf(map, key);
  }
  return map;
}

function select(map: unknown, keys: readonly string[]): GoMap {
  return newDict(keys.map((key) => [key, entryOf(map, key)]));
}

const constantTime = { constantTime: true };

/** Sprig's functions on maps. `keys` and `values` come in the order of the keys, where Sprig leaves the order open. */
export const dictFuncs: FuncMap = {
  dict: goVariadic([], 'any', function (...values) {
    return dict(values, this.charge);
  }),
  get: goFunc(
    ['map[string]interface {}', 'string'],
    (map, key) => (hasEntry(map, key) ? entryOf(map, key) : ''),
    constantTime,
  ),
  set: goFunc(
    ['map[string]interface {}', 'string', 'any'],
    (map, key, value) => {
      writable(map).entries.set(key, value);
      return map;
    },
    constantTime,
  ),
  unset: goFunc(
    ['map[string]interface {}', 'string'],
    (map, key) => {
      writable(map).entries.delete(key);
      return map;
    },
    constantTime,
  ),
  hasKey: goFunc(['map[string]interface {}', 'string'], hasEntry, constantTime),
  keys: goVariadic([], 'map[string]interface {}', (...maps) => stringSlice(maps.flatMap(sortedKeys))),
  values: goFunc(['map[string]interface {}'], (map) => sortedKeys(map).map((key) => entryOf(map, key))),
  pluck: goVariadic(['string'], 'map[string]interface {}', (key, ...maps) =>
    maps.filter((map) => hasEntry(map, key)).map((map) => entryOf(map, key)),
  ),
  pick: goVariadic(['map[string]interface {}'], 'string', (map, ...keys) =>
    select(
      map,
      keys.filter((key) => hasEntry(map, key)),
    ),
  ),
  omit: goVariadic(['map[string]interface {}'], 'string', (map, ...keys) => {
    const omitted = new Set(keys);
    return select(
      map,
      sortedKeys(map).filter((key) => !omitted.has(key)),
    );
  }),
  merge: merge(false),
  mergeOverwrite: merge(true),
  deepCopy: goFunc(['any'], function (value) {
    if (value === null) throw new Error(`deepCopy error: ${nilDereference}`);
    return deepCopy(value, this.charge);
  }),
  dig: goVariadic([], 'any', (...args) => dig(args)),
  deepEqual: goFunc(['any', 'any'], function (a, b) {
    return deepEqual(a, b, this.charge);
  }),
};
