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
  const entries = isContainer(value) ? Object.entries(value) : [];
  if (entries.length === 0) yield [segments, value];
  for (const [key, child] of entries) if (child !== undefined) yield* leaves(child, [...segments, key]);
}

/** True for lists and plain mappings, false for class instances and functions. */
function isContainer(value: unknown): value is Record<string, unknown> {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
