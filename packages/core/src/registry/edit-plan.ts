import { nearest } from '../config/index.ts';
import { registryErrors } from '../errors/registry.ts';
import type { RegistryContent } from './content.ts';
import { type BodyChange, bodyOver, diffBody } from './diff-body.ts';
import { expandNodeSet, isNodeSet } from './nodeset.ts';
import { foldNodeSet } from './nodeset-fold.ts';
import { overlayBodies } from './overlay-bodies.ts';
import type { Section, SourceEntry } from './source-file.ts';
import type { RegistryEdit } from './types.ts';

/** What happens to an entry that is in a file: undefined `key` keeps the key, `remove` takes the entry out. */
export type EntryChange =
  | { readonly remove: true }
  | { readonly remove: false; readonly key?: string; readonly changes: readonly BodyChange[] };

export interface Addition {
  readonly section: Section;
  readonly key: string;
  readonly body: unknown;
}

/** Everything that happens to one file. */
export interface FilePlan {
  readonly entries: Map<SourceEntry, EntryChange>;
  readonly additions: Addition[];
}

const NEW_ENTRY_FILES: Readonly<Record<Section, string>> = { nodes: 'nodes.yaml', profiles: 'profiles.yaml' };

/**
 * Distributes edits over files, by file name. An entry is changed where it stands; a node that only a set stands for gets
 * an entry with what differs, or leaves the set when it lacks something the set has.
 */
export function planEdits(content: RegistryContent, edits: readonly RegistryEdit[]): Map<string, FilePlan> {
  const plans = new Map<string, FilePlan>();
  const leaving = new Map<SourceEntry, Set<string>>();
  const planOf = (name: string): FilePlan => {
    const plan = plans.get(name) ?? { entries: new Map(), additions: [] };
    plans.set(name, plan);
    return plan;
  };
  const change = (entry: SourceEntry, changes: readonly BodyChange[]): void => {
    if (changes.length > 0) planOf(entry.file.name).entries.set(entry, { remove: false, changes });
  };
  const remove = (entry: SourceEntry): void => {
    planOf(entry.file.name).entries.set(entry, { remove: true });
  };
  const add = (section: Section, key: string, body: unknown, file = NEW_ENTRY_FILES[section]): void => {
    planOf(file).additions.push({ section, key, body });
  };
  const leave = (name: string, sets: readonly SourceEntry[]): void => {
    for (const set of sets) leaving.set(set, (leaving.get(set) ?? new Set()).add(name));
  };

  for (const { kind, name, body } of lastOfEach(edits)) {
    const section: Section = kind === 'node' ? 'nodes' : 'profiles';
    const entries: readonly SourceEntry[] =
      kind === 'node'
        ? (content.nodes.get(name)?.entries ?? [])
        : [content.profiles.get(name)].filter((e) => e !== undefined);
    const sets = entries.filter((entry) => isNodeSet(entry.key));
    const plain = entries.find((entry) => !isNodeSet(entry.key));
    if (body === undefined) {
      if (entries.length === 0) {
        const known = kind === 'node' ? content.nodes.keys() : content.profiles.keys();
        throw registryErrors.unknownEntry(kind, name, nearest(name, known));
      }
      if (plain !== undefined) remove(plain);
      leave(name, sets);
      continue;
    }
    const inSets = sets.length === 0 ? body : bodyOver(overlayBodies(sets.map((set) => set.body)), body);
    if (inSets === undefined) leave(name, sets);
    const wanted = inSets ?? body;
    if (plain !== undefined) change(plain, diffBody(plain.body, wanted));
    else if (sets.length === 0 || inSets === undefined) add(section, name, wanted);
    else if (Object.keys(wanted).length > 0) add(section, name, wanted, sets.at(-1)?.file.name);
  }
  const shrunk: SourceEntry[] = [];
  for (const [set, names] of leaving) {
    if (expandNodeSet(set.key).every((name) => names.has(name))) remove(set);
    else shrunk.push(set);
  }
  for (const set of shrunk) {
    const names = leaving.get(set) ?? new Set();
    const taken = keysOf(content, plans, set.file.name);
    const key = shrunkKey(set, names, (candidate) => taken.has(candidate) || sharesNode(content, plans, candidate));
    planOf(set.file.name).entries.set(set, { remove: false, key, changes: [] });
  }
  return plans;
}

/**
 * The key of a set without some names. Of a single name left a plain key is made only if that is the node's only entry:
 * a set may stand beside other entries of the same node, and is laid below them.
 */
function shrunkKey(set: SourceEntry, names: ReadonlySet<string>, taken: (key: string) => boolean): string {
  const folded = foldNodeSet(expandNodeSet(set.key).filter((name) => !names.has(name)));
  if (!taken(folded)) return folded;
  let key = isNodeSet(folded) ? `${folded},` : folded.replace(/(\d+)(\D*)$/, '[$1]$2');
  while (!isNodeSet(key) || taken(key)) key += ',';
  return key;
}

/** Keys of nodes in a file after what is planned so far. */
function keysOf(content: RegistryContent, plans: ReadonlyMap<string, FilePlan>, name: string): Set<string> {
  const plan = plans.get(name);
  const entries = content.files.find((file) => file.name === name)?.nodes ?? [];
  const kept = entries.map((entry) => {
    const change = plan?.entries.get(entry);
    return change?.remove === false ? (change.key ?? entry.key) : entry.key;
  });
  return new Set([...kept, ...(plan?.additions ?? []).map((addition) => addition.key)]);
}

function sharesNode(content: RegistryContent, plans: ReadonlyMap<string, FilePlan>, name: string): boolean {
  const added = [...plans.values()].some((plan) =>
    plan.additions.some(({ key, section }) => key === name && section === 'nodes'),
  );
  return added || (content.nodes.get(name)?.entries.length ?? 0) > 1;
}

/** Of several edits of one thing only the last counts. */
function lastOfEach(edits: readonly RegistryEdit[]): RegistryEdit[] {
  return [...new Map(edits.map((edit) => [`${edit.kind} ${edit.name}`, edit])).values()];
}
