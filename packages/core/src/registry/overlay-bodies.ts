import type { NodeBody } from './fields.ts';

/**
 * Lays bodies of one node over each other (node sets in file order, then its own entry): mappings go key by key, lists and
 * single values of a later entry replace earlier ones. This is how one entry is put together, before any profile is merged.
 */
export function overlayBodies(bodies: readonly NodeBody[]): NodeBody {
  const [first, ...rest] = bodies;
  return rest.reduce<NodeBody>((below, body) => overlay(below, body) as NodeBody, first ?? {});
}

function overlay(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above;
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    result[key] = Object.hasOwn(below, key) ? overlay(below[key], value) : value;
  }
  return result;
}

/** True for mappings of YAML, false for lists and null. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
