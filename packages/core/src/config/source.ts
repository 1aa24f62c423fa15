import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { Where } from '../errors/index.ts';
import { pathText } from './path.ts';

/** Tells where the value at some keys of the configuration is written. */
export interface Source {
  /** undefined when built in memory. */
  readonly file: string | undefined;
  /** Place of the key (or of the nearest mapping around it) and its path. */
  where(segments: readonly string[]): Where;
}

/** A configuration made by code: only its file is known, if that. */
export function codeSource(file: string | undefined, root: unknown): Source {
  const place = file === undefined ? {} : { file };
  return { file, where: (segments) => ({ ...place, ...named(segments, root) }) };
}

/** A YAML or JSON document; `prefix`: keys of the configuration inside the file, e.g. `muster` in package.json. */
export function documentSource(
  file: string,
  document: Document.Parsed,
  counter: LineCounter,
  prefix: readonly string[] = [],
): Source {
  const root: unknown = document.toJS();
  return {
    file,
    where: (segments) => {
      const path = [...prefix, ...segments];
      const { line, col } = counter.linePos(offsetOf(document, path));
      return { file, line, column: col, ...named(path, root) };
    },
  };
}

function named(segments: readonly string[], root: unknown): { path?: string } {
  return segments.length === 0 ? {} : { path: pathText(segments, root) };
}

/** Offset of the last key or list item of the path that is there. */
function offsetOf(document: Document.Parsed, segments: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = start(node) ?? 0;
  for (const segment of segments) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment);
      if (pair === undefined) return offset;
      offset = start(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(segment)];
      offset = start(node) ?? offset;
    }
  }
  return offset;
}

function start(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
