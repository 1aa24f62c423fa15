import { isDeepStrictEqual } from 'node:util';
import { isMapping } from './overlay-bodies.ts';

/** Sets the value at a path of keys, or removes it (`value` undefined). */
export interface BodyChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What turns `before` into `after`: mappings key by key, lists and single values as a whole. */
export function diffBody(before: unknown, after: unknown, path: readonly string[] = []): BodyChange[] {
  if (!isMapping(before) || !isMapping(after)) return isDeepStrictEqual(before, after) ? [] : [{ path, value: after }];
  const removed = Object.keys(before).filter((key) => after[key] === undefined);
  return [
    ...removed.map((key) => ({ path: [...path, key], value: undefined })),
    ...Object.entries(after).flatMap(([key, value]) =>
      value === undefined ? [] : diffBody(Object.hasOwn(before, key) ? before[key] : undefined, value, [...path, key]),
    ),
  ];
}

/**
 * The least body that, laid over `base`, gives `wanted`; undefined when there is none, because `wanted` lacks
 * something that `base` has.
 */
export function bodyOver(base: unknown, wanted: unknown): Readonly<Record<string, unknown>> | undefined {
  const body: Record<string, unknown> = {};
  for (const { path, value } of diffBody(base, wanted)) {
    if (value === undefined) return undefined;
    setPath(body, path, value);
  }
  return body;
}

function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) target[key] = value;
  else {
    const inner = isMapping(target[key]) ? { ...target[key] } : {};
    setPath(inner, rest, value);
    target[key] = inner;
  }
}
