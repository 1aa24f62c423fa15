import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  visit,
} from 'yaml';
import type { EntryChange } from './edit-plan.ts';
import type { BodyChange } from './diff-body.ts';

/** Changes the entry `key` of a section in a parsed document; comments on what stays survive. */
export function changeEntry(document: Document, section: YAMLMap, key: string, change: EntryChange): void {
  if (change.remove) {
    section.delete(key);
    return;
  }
  const pair = pairOf(section, key);
  if (pair === undefined) return;
  if (change.key !== undefined) pair.key = document.createNode(change.key);
  for (const bodyChange of change.changes) changeBody(document, pair, bodyChange);
}

/** True when a document uses aliases, which cannot be edited by themselves. */
export function hasAlias(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function changeBody(document: Document, entry: Pair, { path, value }: BodyChange): void {
  let holder = entry;
  for (const [depth, key] of path.entries()) {
    const map = mappingOf(document, holder);
    const last = depth === path.length - 1;
    if (last && value === undefined) {
      map.delete(key);
      return;
    }
    const known = pairOf(map, key);
    if (known === undefined) map.set(document.createNode(key), undefined);
    holder = known ?? pairOf(map, key) ?? holder;
  }
  setValue(document, holder, value);
}

/** The mapping below a key; what stands there instead (nothing, null, an alias) is replaced by one. */
function mappingOf(document: Document, holder: Pair): YAMLMap {
  const { value } = holder;
  if (isMap(value)) return value;
  const content: unknown = isAlias(value) ? value.toJS(document) : {};
  const map = document.createNode(content ?? {}) as YAMLMap;
  map.flow = false;
  if (isScalar(value) && typeof value.comment === 'string') map.commentBefore = value.comment;
  holder.value = map;
  return map;
}

function setValue(document: Document, holder: Pair, value: unknown): void {
  const before = holder.value;
  if (Array.isArray(value) && isSeq(before)) {
    before.items = itemsFrom(document, before, value);
  } else if (isScalar(before) && (typeof value !== 'object' || value === null)) {
    const scalar: Scalar = before;
    scalar.value = value;
    delete scalar.source;
  } else {
    holder.value = document.createNode(value);
  }
}

/** Items of a list that stay keep their nodes and so their comments. */
function itemsFrom(document: Document, before: YAMLSeq, values: readonly unknown[]): unknown[] {
  const left = [...before.items] as Node[];
  return values.map((value) => {
    const index = left.findIndex((item) => isScalar(item) && item.value === value);
    return index < 0 ? document.createNode(value) : left.splice(index, 1)[0];
  });
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === key);
}
