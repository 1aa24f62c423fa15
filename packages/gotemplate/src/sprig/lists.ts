import { itemsOf, withItems } from '../value/access.ts';
import { GoSlice, anySliceType } from '../value/containers.ts';
import { type Charge, deepEqual } from '../value/equal.ts';
import { type FuncMap, goFunc, goVariadic } from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
import { isTrue } from '../value/truth.ts';
import { nilDereference, reflectKind, toInt64 } from './cast.ts';

function items(list: unknown, action: string): readonly unknown[] {
  if (list === null || list === undefined) throw new Error(nilDereference);
  if (kindOf(list) !== 'slice') throw new Error(`Cannot ${action} type ${reflectKind(list)}`);
  return itemsOf(list);
}

/** A nil slice is what Sprig's rest and initial give for an empty list. */
function orNil(list: readonly unknown[], result: (list: readonly unknown[]) => readonly unknown[]): unknown {
  return list.length === 0 ? new GoSlice(anySliceType, [], true) : result(list);
}

function includes(list: readonly unknown[], item: unknown, charge: Charge): boolean {
  return list.some((other) => deepEqual(item, other, charge));
}

function unique(list: readonly unknown[], charge: Charge): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) if (!includes(kept, item, charge)) kept.push(item);
  return kept;
}

function chunk(size: number, list: readonly unknown[]): unknown[] {
  if (size <= 0) throw new Error('runtime error: makeslice: len out of range');
  const chunks: unknown[] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

function slice(list: unknown, indices: readonly unknown[]): unknown {
  if (list === null) throw new Error(nilDereference);
  if (kindOf(list) !== 'slice') throw new Error(`list should be type of slice or array but ${reflectKind(list)}`);
  const all = itemsOf(list);
  if (all.length === 0) return null;
  const start = indices.length > 0 ? Number(toInt64(indices[0])) : 0;
  const end = indices.length > 1 ? Number(toInt64(indices[1])) : all.length;
  if (start < 0 || end < start || end > all.length) throw new Error('reflect.Value.Slice: slice index out of bounds');
  return withItems(list, all.slice(start, end));
}

const append = goFunc(['any', 'any'], (list, item) => [...items(list, 'push on'), item]);
const list = goVariadic([], 'any', (...values) => values);

/** Sprig's functions on lists. All of them leave the lists they are given as they are. */
export const listFuncs: FuncMap = {
  list,
  tuple: list,
  first: goFunc(['any'], (value) => items(value, 'find first on')[0] ?? null, { constantTime: true }),
  last: goFunc(['any'], (value) => items(value, 'find last on').at(-1) ?? null, { constantTime: true }),
  rest: goFunc(['any'], (value) => orNil(items(value, 'find rest on'), (all) => all.slice(1))),
  initial: goFunc(['any'], (value) => orNil(items(value, 'find initial on'), (all) => all.slice(0, -1))),
  append,
  push: append,
  prepend: goFunc(['any', 'any'], (value, item) => [item, ...items(value, 'prepend on')]),
  concat: goVariadic([], 'any', (...lists) => {
    const all = lists.flatMap((value) => {
      if (value !== null && kindOf(value) !== 'slice')
        throw new Error(`Cannot concat type ${reflectKind(value)} as list`);
      return items(value, 'concat');
    });
    return orNil(all, (kept) => kept);
  }),
  reverse: goFunc(['any'], (value) => [...items(value, 'find reverse on')].reverse()),
  uniq: goFunc(['any'], function (value) {
    return unique(items(value, 'find uniq on'), this.charge);
  }),
  without: goVariadic(['any'], 'any', function (value, ...omitted) {
    return items(value, 'find without on').filter((item) => !includes(omitted, item, this.charge));
  }),
  has: goFunc(['any', 'any'], function (item, value) {
    return value !== null && includes(items(value, 'find has on'), item, this.charge);
  }),
  compact: goFunc(['any'], (value) => items(value, 'compact on').filter(isTrue)),
  chunk: goFunc(['int', 'any'], (size, value) => chunk(size, items(value, 'chunk'))),
  slice: goVariadic(['any'], 'any', (value, ...indices) => slice(value, indices)),
};
