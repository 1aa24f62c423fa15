// Not from config/index.ts: the parsing thread needs no configuration loaders.
import { nearest } from '../config/nearest.ts';
import { registryErrors } from '../errors/registry.ts';
import { ENTRY_NAME } from './names.ts';
import { namesOf, type NodeSetTerm, parseNodeSet } from './nodeset-parse.ts';
import type { RegistryView, ResolvedNode } from './types.ts';

const MOST_NAMES = 1_000_000;

/** What is wrong with a value of a group. */
export interface GroupFault {
  readonly wrong: string;
  readonly remedy: string;
}

/**
 * Groups that depend on more than the registry (`@state:up`, `@outdated`): names of their members, or why this cannot be one;
 * undefined when there is no such group. May throw when a value names what is not there.
 */
export type LiveGroups = (selector: string, value: string) => ReadonlySet<string> | GroupFault | undefined;

/** `equals`: where in the value the first "=" outside of quotes stands. */
const SELECTORS: Readonly<Record<string, (node: ResolvedNode, value: string, equals: number) => boolean>> = {
  all: () => true,
  image: (node, value) => node.image === value,
  profile: (node, value) => node.profiles.includes(value),
  cluster: (node, value) => node.cluster === value,
  tag: (node, value, equals) => {
    if (equals < 0) return Object.hasOwn(node.tags, value);
    const key = value.slice(0, equals);
    return Object.hasOwn(node.tags, key) && node.tags[key] === value.slice(equals + 1);
  },
};

/** True when a key of the registry stands for several nodes rather than for itself. */
export function isNodeSet(key: string): boolean {
  return /[[\],!\s]/.test(key);
}

/**
 * Expands a node set: names separated by commas or blanks, numbers in brackets (`n[001-003,7]`, several brackets,
 * leading zeros of a range's first number kept), `!` to leave nodes out (wherever it stands, from the whole set), and, with a
 * `view`, `@all`, `@image:NAME`, `@profile:NAME`, `@cluster:NAME`, `@tag:KEY=VALUE`, `@tag:KEY` (what holds blanks, commas or
 * the like stands in quotes) and the groups of `live`. Names come in the order written, each once. Throws
 * REGISTRY_NODE_SET_INVALID naming the column; at most a million names.
 */
export function expandNodeSet(text: string, view?: RegistryView, live?: LiveGroups): string[] {
  return [...expand(text, view, live).names];
}

/** The names a node set stands for, and those it leaves out. */
function expand(
  text: string,
  view: RegistryView | undefined,
  live: LiveGroups | undefined,
): { readonly names: ReadonlySet<string>; readonly excluded: ReadonlySet<string> } {
  const terms = parseNodeSet(text);
  if (terms.length > 0 && terms.every((term) => term.exclude)) {
    throw registryErrors.nodeSet(
      text,
      1,
      'only says which nodes to leave out',
      `write what to leave them out of, e.g. @all${text.trim()}`,
    );
  }
  let size = 0;
  for (const term of terms) {
    size += term.kind === 'names' ? term.size : 0;
    if (size > MOST_NAMES) {
      throw registryErrors.nodeSet(text, term.column, `stands for more than ${MOST_NAMES} nodes`, 'use smaller ranges');
    }
  }
  const excluded = new Set(terms.filter((term) => term.exclude).flatMap((term) => resolve(text, term, view, live)));
  const names = new Set<string>();
  for (const term of terms) {
    if (term.exclude) continue;
    for (const name of resolve(text, term, view, live)) if (!excluded.has(name)) names.add(name);
  }
  return { names, excluded };
}

/**
 * The nodes of `view` a node set stands for. Throws REGISTRY_UNKNOWN_ENTRY for names that are not in the registry, also behind
 * `!`: nothing is left out silently.
 */
export function selectNodes(view: RegistryView, text: string, live?: LiveGroups): string[] {
  const { names, excluded } = expand(text, view, live);
  const unknown = [...names, ...excluded].filter((name) => view.rawNode(name) === undefined);
  const first = unknown[0];
  if (first !== undefined) throw registryErrors.unknownNodes(unknown, nearest(first, view.nodeNames));
  return [...names];
}

function resolve(
  text: string,
  term: NodeSetTerm,
  view: RegistryView | undefined,
  live: LiveGroups | undefined,
): string[] {
  return term.kind === 'selector' ? select(text, term, view, live) : literalNames(text, term);
}

function literalNames(text: string, term: NodeSetTerm & { kind: 'names' }): string[] {
  const names = [...namesOf(term.parts)];
  const bad = names.find((name) => !ENTRY_NAME.test(name));
  if (bad !== undefined) {
    throw registryErrors.nodeSet(
      text,
      term.column,
      `${JSON.stringify(bad)} is not a name for a node`,
      'begin with a letter or digit, then letters, digits and . _ -, at most 253 characters',
    );
  }
  return names;
}

function select(
  text: string,
  term: NodeSetTerm & { kind: 'selector' },
  view: RegistryView | undefined,
  live: LiveGroups | undefined,
): string[] {
  const group = live?.(term.selector, term.value);
  if (group !== undefined && 'wrong' in group)
    throw registryErrors.nodeSet(text, term.column, group.wrong, group.remedy);
  if (group !== undefined && view !== undefined) return view.nodeNames.filter((name) => group.has(name));
  const test = Object.hasOwn(SELECTORS, term.selector) ? SELECTORS[term.selector] : undefined;
  if (test === undefined || (term.value === '') !== (term.selector === 'all')) {
    throw registryErrors.nodeSet(
      text,
      term.column,
      `"@${term.selector}${term.value === '' ? '' : `:${term.value}`}" selects nothing Muster knows`,
      'use @all, @image:NAME, @profile:NAME, @cluster:NAME, @tag:KEY=VALUE, @state:STATE or @outdated: muster help node-sets',
    );
  }
  if (view === undefined) {
    throw registryErrors.nodeSet(
      text,
      term.column,
      'names have to be written out here',
      'use names and ranges such as n[1-4]',
    );
  }
  if (term.selector === 'profile' && !view.profileNames.includes(term.value)) {
    throw registryErrors.unknownEntry('profile', term.value, nearest(term.value, view.profileNames));
  }
  return view.nodeNames.filter((name) => {
    const node = view.node(name);
    return node !== undefined && test(node, term.value, term.equals);
  });
}
