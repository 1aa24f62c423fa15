/** Keys of a JSON pointer (RFC 6901): `/a~1b/0` → `['a/b', '0']`. */
export function pointerSegments(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Keys as people write them: `networks.cluster.dns[0]`. `root` tells lists from mappings; odd keys are quoted. */
export function pathText(segments: readonly string[], root: unknown): string {
  let text = '';
  let value: unknown = root;
  for (const segment of segments) {
    if (Array.isArray(value)) text += `[${segment}]`;
    else text += `${text === '' ? '' : '.'}${/^[^\s.[\]"]+$/.test(segment) ? segment : JSON.stringify(segment)}`;
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined;
  }
  return text;
}

/** Every value inside nested mappings with its keys. Lists and empty mappings count as one value each. */
export function fields(value: unknown, segments: readonly string[] = []): [readonly string[], unknown][] {
  const entries = isPlainObject(value) ? Object.entries(value) : [];
  if (entries.length === 0) return [[segments, value]];
  return entries.flatMap(([key, child]) => (child === undefined ? [] : fields(child, [...segments, key])));
}

/** The value at some keys; undefined where there is none. */
export function valueAt(value: unknown, segments: readonly string[]): unknown {
  return segments.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null ? (parent as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** False for functions, class instances and values branded by a symbol, such as plugins. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
