import { elementType, entryOf, itemsOf, mapSize, mapType, withItems } from '../value/access.ts';
import { byteLength, encodeText, sliceBytes } from '../value/bytes.ts';
import { zeroOf } from '../value/containers.ts';
import { kindOf } from '../value/kind.ts';
import { GoNumber, numberOf } from '../value/number.ts';
import { typeName } from '../value/type-name.ts';

function indexNumber(index: unknown, limit: number): number {
  const kind = kindOf(index);
  if (kind === 'invalid' || kind === 'nil') throw new Error('cannot index slice/array with nil');
  if (kind !== 'int' && kind !== 'uint') throw new Error(`cannot index slice/array with type ${typeName(index)}`);
  const number = Number(numberOf(index));
  if (number < 0 || number > limit) throw new Error(`index out of range: ${numberOf(index) ?? ''}`);
  return number;
}

function step(item: unknown, index: unknown): unknown {
  switch (kindOf(item)) {
    case 'slice': {
      const items = itemsOf(item);
      const at = indexNumber(index, items.length);
      if (at === items.length) throw new Error('reflect: slice index out of range');
      return items[at] ?? null;
    }
    case 'string': {
      const bytes = encodeText(item as string);
      const at = indexNumber(index, bytes.length);
      if (at === bytes.length) throw new Error('reflect: string index out of range');
      return new GoNumber('uint8', bytes[at] ?? 0);
    }
    case 'map': {
      const kind = kindOf(index);
      if (kind === 'invalid' || kind === 'nil') throw new Error('value is nil; should be of type string');
      if (typeof index !== 'string') throw new Error(`value has type ${typeName(index)}; should be string`);
      return entryOf(item, index) ?? zeroOf(elementType(mapType(item)));
    }
    case 'nil':
    case 'invalid':
    case 'pointer':
      throw new Error('index of nil pointer');
    default:
      throw new Error(`can't index item of type ${typeName(item)}`);
  }
}

/** Go's `index`: `index x 1 2` is `x[1][2]`. */
export function indexValue(item: unknown, indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new Error('index of untyped nil');
  return indexes.reduce(step, item);
}

/** Go's `slice`: `slice x 1 2` is `x[1:2]`. Strings are cut at bytes. */
export function sliceValue(item: unknown, indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new Error('slice of untyped nil');
  if (indexes.length > 3) throw new Error(`too many slice indexes: ${indexes.length}`);
  const kind = kindOf(item);
  if (kind !== 'string' && kind !== 'slice') throw new Error(`can't slice item of type ${typeName(item)}`);
  if (kind === 'string' && indexes.length === 3) throw new Error('cannot 3-index slice a string');
  const length = kind === 'string' ? byteLength(item as string) : itemsOf(item).length;
  const [start = 0, end = length, capacity = length] = indexes.map((index) => indexNumber(index, length));
  if (start > end) throw new Error(`invalid slice index: ${start} > ${end}`);
  if (end > capacity) throw new Error(`invalid slice index: ${end} > ${capacity}`);
  return kind === 'string' ? sliceBytes(item as string, start, end) : withItems(item, itemsOf(item).slice(start, end));
}

/** Go's `len`: bytes of a string, elements of a collection. */
export function lengthOf(item: unknown): number {
  switch (kindOf(item)) {
    case 'string':
      return byteLength(item as string);
    case 'slice':
      return itemsOf(item).length;
    case 'map':
      return mapSize(item);
    case 'nil':
    case 'pointer':
      throw new Error('len of nil pointer');
    case 'invalid':
      // The text of the panic that Go's own len runs into here.
      throw new Error('reflect: call of reflect.Value.Type on zero Value');
    default:
      throw new Error(`len of type ${typeName(item)}`);
  }
}
