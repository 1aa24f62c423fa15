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

/** Every leaf of a value with its keys; empty lists and mappings are leaves. */
export function* leaves(value: unknown, segments: readonly string[] = []): Generator<[readonly string[], unknown]> {
  const entries = Array.isArray(value) || isPlainObject(value) ? Object.entries<unknown>(value) : [];
  if (entries.length === 0) yield [segments, value];
  for (const [key, child] of entries) if (child !== undefined) yield* leaves(child, [...segments, key]);
}

/** False for functions, class instances and values branded by a symbol, such as plugins. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
