import type { Candidate } from './types.ts';

/** More names than this are no help to choose from. */
const MOST = 60;

/**
 * The names that begin with `word`, or, where they are too many, how they go on by one character. None is left out: shells
 * insert what all candidates have in common.
 */
export function narrow(word: string, names: Iterable<string>): readonly Candidate[] {
  const matches = [...names].filter((name) => name.startsWith(word));
  if (matches.length <= MOST) return matches.map((value) => ({ value }));
  const length = commonLength(matches) + 1;
  const groups = new Map<string, string[]>();
  for (const name of matches) {
    const beginning = name.slice(0, length);
    const group = groups.get(beginning);
    if (group === undefined) groups.set(beginning, [name]);
    else group.push(name);
  }
  return [...groups].map(([beginning, group]): Candidate => {
    const [only = beginning] = group;
    return group.length === 1 ? { value: only } : { value: beginning, summary: `${group.length} names`, open: true };
  });
}

/** How many leading characters all names share. */
function commonLength(names: readonly string[]): number {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) {
    while (!name.startsWith(first.slice(0, length))) length -= 1;
  }
  return length;
}
