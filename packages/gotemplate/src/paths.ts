import { entryOf, itemsOf } from './value/access.ts';
import { branded, goKind, kindOf } from './value/kind.ts';

const identifier = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** Extends a path by a field, key or index; undefined stays undefined. */
export function childPath(path: string | undefined, key: string | number): string | undefined {
  if (path === undefined) return undefined;
  if (typeof key === 'number' || !identifier.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function child(value: unknown, key: string | number): unknown {
  const kind = kindOf(value);
  if (kind === 'slice') return typeof key === 'number' ? itemsOf(value)[key] : undefined;
  if (typeof key === 'number') return undefined;
  if (kind === 'map') return entryOf(value, key);
  const wrapper = branded(value);
  if (wrapper?.[goKind] !== 'struct') return undefined;
  const method = wrapper.method(key);
  return typeof method === 'function' ? method(wrapper.source as never) : wrapper.field(key);
}

/**
 * The value at a path that `onRead` reported, undefined where there is none. A cached result is still good if the values
 * at all its paths are what they were.
 */
export function readPath(data: unknown, path: string): unknown {
  let value = data;
  for (const [, name, bracketed] of path.matchAll(/([^.[\]"]+)|\[("(?:[^"\\]|\\.)*"|\d+)\]/g)) {
    value = child(value, name ?? (JSON.parse(bracketed ?? '""') as string | number));
  }
  return value;
}
