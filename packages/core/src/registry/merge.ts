import { dhcpOptionKeys } from '../net/dhcp-options.ts';
import { type MergeRule, OWN_FIELDS, ruleOf } from './merge-rules.ts';
import { isMapping } from './overlay-bodies.ts';
import { copyOf, put } from './plain-copy.ts';

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

/** Merges layers from first to last, the node's own last. `null` clears what earlier layers gave; an empty text does not. */
export function mergeLayers(layers: readonly Layer[], recorder?: MergeRecorder): Readonly<Merged> {
  const own = layers.at(-1);
  return own === undefined ? {} : mergeOnto(foldProfiles(layers.slice(0, -1), recorder), own, recorder);
}

/** The layers below a node; the same for all nodes with the same profiles. Not yet rid of negated list items. */
export function foldProfiles(profiles: readonly Layer[], recorder?: MergeRecorder): Readonly<Merged> {
  return profiles.reduce<Readonly<Merged>>(
    (below, layer) => foldMap(below, without(layer.body, OWN_FIELDS), ruleOf, [], layer, recorder),
    {},
  );
}

/** Merges a node's own layer onto the result of {@link foldProfiles}, which is not changed. */
export function mergeOnto(profiles: Readonly<Merged>, own: Layer, recorder?: MergeRecorder): Readonly<Merged> {
  return removeNegated(foldMap(profiles, own.body, ruleOf, [], own, recorder), ruleOf);
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
  if (rule.kind === 'options' && isMapping(above)) return foldOptions(mappingOr(below), above, path, layer, recorder);
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
): Readonly<Merged> {
  if (recorder === undefined && isEmpty(below) && isSettled(above)) return above;
  const merged = copyOf(below);
  let cleared = false;
  for (const [key, value] of Object.entries(above)) {
    const inner = recorder === undefined ? path : [...path, key];
    const result = fold(ruleFor(key), merged[key], value, inner, layer, recorder);
    put(merged, key, result);
    cleared ||= result === undefined;
  }
  return cleared ? withoutUndefined(merged) : merged;
}

function foldOptions(
  below: Readonly<Merged>,
  above: Readonly<Merged>,
  path: readonly string[],
  layer: Layer,
  recorder: MergeRecorder | undefined,
): Readonly<Merged> {
  const merged: Merged = {};
  const given = new Set(Object.keys(above).flatMap(dhcpOptionKeys));
  for (const key of given) recorder?.clear([...path, key]);
  for (const [key, value] of Object.entries(below)) if (!given.has(key)) put(merged, key, value);
  for (const [key, value] of Object.entries(above)) {
    put(merged, key, value);
    const parts = isMapping(value) ? Object.keys(value).map((part) => [key, part]) : [[key]];
    for (const part of parts) recorder?.set([...path, ...part], layer, false);
  }
  return merged;
}

/** After all layers: `~x` removes every `x`, wherever either stands. What is below may be shared, so it is copied. */
function removeNegated(merged: Readonly<Merged>, ruleFor: (key: string) => MergeRule): Readonly<Merged> {
  let result: Merged | undefined;
  for (const key of Object.keys(merged)) {
    const value = merged[key];
    const cleaned = cleanedValue(ruleFor(key), value);
    if (cleaned === value) continue;
    result ??= copyOf(merged);
    put(result, key, cleaned);
  }
  return result ?? merged;
}

function cleanedValue(rule: MergeRule, value: unknown): unknown {
  if (rule.kind === 'list') return withoutNegated(value as readonly string[]);
  if (rule.kind === 'fields') return removeNegated(value as Merged, (inner) => rule.fields[inner] ?? { kind: 'value' });
  if (rule.kind === 'map' && rule.each.kind !== 'text') return removeNegated(value as Merged, () => rule.each);
  return value;
}

/** Drops every `~x` and every `x` there is a `~x` for. */
export function withoutNegated(list: readonly string[]): readonly string[] {
  if (!list.some((item) => item.startsWith('~'))) return list;
  const negated = new Set(list.filter((item) => item.startsWith('~')).map((item) => item.slice(1)));
  return list.filter((item) => !item.startsWith('~') && !negated.has(item));
}

/** True when merging onto nothing would give the same again: most devices and tags are given by one layer alone. */
function isSettled(above: Readonly<Merged>): boolean {
  for (const key in above) {
    const value = above[key];
    if (value === null || value === '' || (isMapping(value) && !isSettled(value))) return false;
  }
  return true;
}

function withoutUndefined(map: Merged): Merged {
  const rest: Merged = {};
  for (const key of Object.keys(map)) if (map[key] !== undefined) put(rest, key, map[key]);
  return rest;
}

function isEmpty(map: Readonly<Merged>): boolean {
  return Object.keys(map).length === 0;
}

function mappingOr(value: unknown): Readonly<Merged> {
  return isMapping(value) ? value : {};
}

function without(body: Readonly<Merged>, keys: readonly string[]): Readonly<Merged> {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));
}
