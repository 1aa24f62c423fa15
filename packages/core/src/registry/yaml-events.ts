import {
  CORE_SCHEMA,
  defineScalarTag,
  EVENT_ID,
  type Event,
  floatCoreTag,
  intCoreTag,
  NOT_RESOLVED,
  Schema,
} from 'js-yaml';

// A number that text would not give back (0012, 1.10, 0x1f, 1e3) stays text: asset tags and versions keep their digits.
const lossless = (tag: typeof intCoreTag) =>
  defineScalarTag<number>(tag.tagName, {
    implicit: true,
    implicitFirstChars: tag.implicitFirstChars,
    identify: tag.identify,
    represent: tag.represent,
    resolve: (source, isExplicit, tagName) => {
      const value = tag.resolve(source, isExplicit, tagName);
      return isExplicit || (typeof value === 'number' && String(value) === source) ? value : NOT_RESOLVED;
    },
  });

/** YAML 1.2 core schema in which plain numbers that would change when printed again are text. */
export const REGISTRY_YAML = new Schema(
  CORE_SCHEMA.tags.map((tag) =>
    tag === intCoreTag ? lossless(intCoreTag) : tag === floatCoreTag ? lossless(floatCoreTag) : tag,
  ),
);

/** Where a key and its value lie in a list of parse events. */
export interface Pair {
  /** Text of the key as written, without quotes. */
  readonly key: string;
  /** Offset of the key. */
  readonly offset: number;
  /** Index of the value's event. */
  readonly value: number;
}

/** The pairs of the mapping that begins at event `index`; none when it is no mapping. */
export function* pairsOf(events: readonly Event[], source: string, index: number): Generator<Pair> {
  if (events[index]?.type !== EVENT_ID.MAPPING) return;
  let at = index + 1;
  while (at < events.length && events[at]?.type !== EVENT_ID.POP) {
    const value = skip(events, at);
    const key = events[at];
    if (key?.type === EVENT_ID.SCALAR) {
      yield { key: source.slice(key.valueStart, key.valueEnd), offset: scalarStart(source, key.valueStart), value };
    }
    at = skip(events, value);
  }
}

/** Event indices of the items of the sequence that begins at `index`. */
export function* itemsOf(events: readonly Event[], index: number): Generator<number> {
  if (events[index]?.type !== EVENT_ID.SEQUENCE) return;
  let at = index + 1;
  while (at < events.length && events[at]?.type !== EVENT_ID.POP) {
    yield at;
    at = skip(events, at);
  }
}

/** Offset of the value at event `index`, as far as an event tells. */
export function offsetOf(events: readonly Event[], source: string, index: number): number | undefined {
  const event = events[index];
  if (event?.type === EVENT_ID.SCALAR) return event.valueStart < 0 ? undefined : scalarStart(source, event.valueStart);
  if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) return event.start;
  if (event?.type === EVENT_ID.ALIAS) return event.anchorStart;
  return undefined;
}

/** Index of the event after the node that begins at `index`. */
function skip(events: readonly Event[], index: number): number {
  let depth = 0;
  let at = index;
  do {
    const type = events[at]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
    if (type === EVENT_ID.POP) depth -= 1;
    at += 1;
  } while (depth > 0 && at < events.length);
  return at;
}

/** A quoted scalar begins at its quote, not at its first character. */
function scalarStart(source: string, valueStart: number): number {
  const before = source[valueStart - 1];
  return before === '"' || before === "'" ? valueStart - 1 : valueStart;
}
