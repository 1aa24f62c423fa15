import { type MergeRule, OWN_FIELDS, ruleOf } from './merge-rules.ts';
import { isMapping } from './overlay-bodies.ts';

/** One layer of a merge: a profile, or the node itself (the last). */
export interface Layer {
  /** A profile's name, or `node`. */
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Is told where values come from, by keys; used for provenance only. */
export interface MergeRecorder {
  /** A layer gave the value; `joined` when it was added to what earlier layers gave. */
  set(path: readonly string[], layer: Layer, joined: boolean): void;
  /** A layer cleared the value and everything below it. */
  clear(path: readonly string[]): void;
}

type Merged = Record<string, unknown>;

/** Folds layers from first to last. `null` clears what earlier layers gave; an empty text does not. */
export function mergeLayers(layers: readonly Layer[], recorder?: MergeRecorder): Merged {
  let merged: Merged = {};
  const last = layers.at(-1);
  for (const layer of layers) {
    const own = layer === last;
    const body = own ? layer.body : without(layer.body, OWN_FIELDS);
    merged = foldMap(merged, body, ruleOf, [], layer, recorder);
  }
  return removeNegated(merged, ruleOf);
}

function fold(
  rule: MergeRule,
  below: unknown,
  above: unknown,
  path: readonly string[],
  layer: Layer,
  recorder?: MergeRecorder,
): unknown {
  if (above === null) {
    recorder?.clear(path);
    return undefined;
  }
  if (rule.kind === 'fields' && isMapping(above)) {
    return foldMap(mappingOr(below), above, (key) => rule.fields[key] ?? { kind: 'value' }, path, layer, recorder);
  }
  if (rule.kind === 'map' && isMapping(above)) {
    return foldMap(mappingOr(below), above, () => rule.each, path, layer, recorder);
  }
  if (rule.kind === 'value' && isMapping(above)) {
    const start = isMapping(below) ? below : {};
    if (below !== undefined && !isMapping(below)) recorder?.clear(path);
    return foldMap(start, above, () => rule, path, layer, recorder);
  }
  if ((rule.kind === 'list' || rule.kind === 'value') && Array.isArray(above)) {
    const earlier: readonly unknown[] = Array.isArray(below) ? below : [];
    recorder?.set(path, layer, earlier.length > 0);
    return earlier.length === 0 ? above : [...earlier, ...(above as unknown[])];
  }
  if (rule.kind === 'scalar' && above === '') return below;
  if (isMapping(below)) recorder?.clear(path);
  recorder?.set(path, layer, false);
  return above;
}

function foldMap(
  below: Readonly<Merged>,
  above: Readonly<Merged>,
  ruleFor: (key: string) => MergeRule,
  path: readonly string[],
  layer: Layer,
  recorder: MergeRecorder | undefined,
): Merged {
  const merged: Merged = { ...below };
  let cleared = false;
  for (const [key, value] of Object.entries(above)) {
    const inner = recorder === undefined ? path : [...path, key];
    const result = fold(ruleFor(key), merged[key], value, inner, layer, recorder);
    merged[key] = result;
    cleared ||= result === undefined;
  }
  return cleared ? Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) : merged;
}

/** After all layers: `~x` removes every `x`, wherever either stands. */
function removeNegated(merged: Merged, ruleFor: (key: string) => MergeRule): Merged {
  for (const [key, value] of Object.entries(merged)) {
    const rule = ruleFor(key);
    if (rule.kind === 'list') merged[key] = withoutNegated(value as readonly string[]);
    if (rule.kind === 'fields') removeNegated(value as Merged, (inner) => rule.fields[inner] ?? { kind: 'value' });
    if (rule.kind === 'map' && rule.each.kind !== 'text') removeNegated(value as Merged, () => rule.each);
  }
  return merged;
}

/** Drops every `~x` and every `x` there is a `~x` for. */
export function withoutNegated(list: readonly string[]): readonly string[] {
  if (!list.some((item) => item.startsWith('~'))) return list;
  const negated = new Set(list.filter((item) => item.startsWith('~')).map((item) => item.slice(1)));
  return list.filter((item) => !item.startsWith('~') && !negated.has(item));
}

function mappingOr(value: unknown): Readonly<Merged> {
  return isMapping(value) ? value : {};
}

function without(body: Readonly<Merged>, keys: readonly string[]): Readonly<Merged> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}
