import { BOOT_STATES } from '../progress/view-schema.ts';
import { foldNodeSet } from '../registry/nodeset-fold.ts';
import { isPlainInSelector } from '../registry/nodeset-parse.ts';
import { narrow } from './narrow.ts';
import type { Candidate, NameSource, RawBody } from './types.ts';

/** More groups in a folded set than this are not a set somebody wants. */
const MOST_GROUPS = 8;

const SELECTORS: readonly Candidate[] = [
  { value: '@all', summary: 'every node' },
  { value: '@outdated', summary: 'nodes that run something else than they would get' },
  { value: '@state:', summary: 'nodes in a state', open: true },
  { value: '@profile:', summary: 'nodes with a profile', open: true },
  { value: '@image:', summary: 'nodes that boot an image', open: true },
  { value: '@cluster:', summary: 'nodes of a cluster', open: true },
  { value: '@tag:', summary: 'nodes with a tag', open: true },
];

/** The last member of a node set, with the members before it put in front again. */
export async function completeNodeSet(source: NameSource, word: string): Promise<readonly Candidate[]> {
  const start = lastMember(word);
  const [before, member] = [word.slice(0, start), word.slice(start)];
  const found = member.startsWith('@') ? await completeSelector(source, member) : await completeNames(source, member);
  return found.map((candidate) => ({ ...candidate, value: `${before}${candidate.value}` }));
}

/** Where the member begins that the cursor is in: after the last comma, blank or `!` outside of brackets. */
function lastMember(word: string): number {
  let start = 0;
  let depth = 0;
  for (let at = 0; at < word.length; at += 1) {
    const character = word.charAt(at);
    if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (depth === 0 && /[\s,!]/.test(character)) start = at + 1;
  }
  return start;
}

async function completeNames(source: NameSource, member: string): Promise<readonly Candidate[]> {
  const names = await source.nodes();
  const bracket = member.indexOf('[');
  const beginning = bracket < 0 ? member : member.slice(0, bracket);
  const folded = foldNodeSet(names.filter((name) => name.startsWith(beginning)));
  const sets = splitSet(folded).filter((set) => set.includes('[') && set.startsWith(member));
  return [
    ...(member === '' ? SELECTORS : []),
    ...(sets.length > MOST_GROUPS ? [] : sets.map((value) => ({ value, summary: 'all of them' }))),
    ...(bracket < 0 ? narrow(member, names) : []),
  ];
}

/** `n[1-4,7],login1` → `n[1-4,7]`, `login1`. */
function splitSet(set: string): string[] {
  return set.match(/(?:\[[^\]]*\]|[^,[])+/g) ?? [];
}

async function completeSelector(source: NameSource, member: string): Promise<readonly Candidate[]> {
  const colon = member.indexOf(':');
  if (colon < 0) return SELECTORS.filter(({ value }) => value.startsWith(member));
  const [selector, value] = [member.slice(0, colon + 1), member.slice(colon + 1)];
  const values = await selectorValues(source, selector);
  return narrow(value, values).map((candidate) => ({ ...candidate, value: `${selector}${candidate.value}` }));
}

async function selectorValues(source: NameSource, selector: string): Promise<readonly string[]> {
  switch (selector) {
    case '@state:':
      return BOOT_STATES;
    case '@profile:':
      return source.profiles();
    case '@image:':
      return source.images();
    case '@cluster:':
      return distinct(await source.bodies(), ({ cluster }) => (typeof cluster === 'string' ? [cluster] : []));
    case '@tag:':
      return distinct(await source.bodies(), tagsOf);
    default:
      return [];
  }
}

/** `KEY` and `KEY=VALUE` of every tag that needs no quotes: those a shell would take for its own. */
function tagsOf({ tags }: RawBody): string[] {
  if (typeof tags !== 'object' || tags === null) return [];
  return Object.entries(tags).flatMap(([key, value]) => {
    if (!isPlainInSelector(key) || key.includes('=')) return [];
    return typeof value === 'string' && isPlainInSelector(value) ? [key, `${key}=${value}`] : [key];
  });
}

function distinct(bodies: Iterable<RawBody>, valuesOf: (body: RawBody) => readonly string[]): string[] {
  const values = new Set<string>();
  for (const body of bodies) for (const value of valuesOf(body)) values.add(value);
  return [...values].sort();
}
