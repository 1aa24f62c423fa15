import { type Event, parseEvents } from 'js-yaml';
import type { Where } from '../errors/index.ts';
import type { SourceEntry } from './source-file.ts';
import { itemsOf, offsetOf, pairsOf } from './yaml-events.ts';

/** Gives the 1-based line and column of an offset. */
export type LineTable = (offset: number) => { line: number; column: number };

/** Places in one text. The table is made on first use. */
export function lineTable(text: string): LineTable {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

type Place = Pick<SourceEntry, 'section' | 'key' | 'start' | 'end'> & {
  readonly file: Pick<SourceEntry['file'], 'path' | 'text' | 'lines'>;
};

/**
 * Where a value of an entry stands: `segments` are keys and list indices below the entry. The place is that of the
 * deepest segment that exists. Only the entry's own text is parsed.
 */
export function whereOf(entry: Place, segments: readonly string[]): Where {
  const { path: file, text, lines } = entry.file;
  const path = [entry.section, entry.key, ...segments].join('.');
  if (text === undefined || lines === undefined) return { file, path };
  return { file, path, ...lines(offsetIn(text, entry, segments)) };
}

function offsetIn(text: string, entry: Pick<SourceEntry, 'start' | 'end'>, segments: readonly string[]): number {
  if (segments.length === 0) return entry.start;
  const { slice, events } = parseAlone(text, entry);
  const [first] = pairsOf(events, slice, 1);
  const within = first === undefined ? 0 : find(events, slice, first.value, segments, first.offset);
  return entry.start + within - (first?.offset ?? 0);
}

/**
 * Parses an entry's own text: its lines, or, in flow style (`nodes: {n1: {…}}`), from its key on without what closes the
 * mappings around it.
 */
function parseAlone(
  text: string,
  { start, end }: Pick<SourceEntry, 'start' | 'end'>,
): { slice: string; events: Event[] } {
  const lines = text.slice(text.lastIndexOf('\n', start - 1) + 1, end);
  const flow = text.slice(start, end).replace(/[\s,]+$/, '');
  const inner = flow.replace(/\s*\}$/, '');
  for (const slice of [lines, flow, inner, inner.replace(/\s*\}$/, '')]) {
    try {
      const events = parseEvents(slice, {});
      const [first] = pairsOf(events, slice, 1);
      if (first !== undefined && text.startsWith(slice.slice(first.offset), start)) return { slice, events };
    } catch {
      // The next form is tried.
    }
  }
  return { slice: '', events: [] };
}

function find(
  events: readonly Event[],
  source: string,
  index: number,
  segments: readonly string[],
  fallback: number,
): number {
  const [segment, ...rest] = segments;
  if (segment === undefined) return fallback;
  for (const pair of pairsOf(events, source, index)) {
    if (pair.key === segment) return find(events, source, pair.value, rest, pair.offset);
  }
  const item = [...itemsOf(events, index)][Number(segment)];
  return item === undefined ? fallback : find(events, source, item, rest, offsetOf(events, source, item) ?? fallback);
}
