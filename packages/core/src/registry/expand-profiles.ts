import { withoutNegated } from './merge.ts';

/**
 * The profiles of a node in merge order: depth first, a profile's own profiles before it, each once (which also ends circles).
 * `~name` anywhere, in the node's list or a profile's, removes every `name` from the result.
 */
export function expandProfiles(
  own: readonly string[],
  profilesOf: (profile: string) => readonly string[] | null | undefined,
): string[] {
  const expanded: string[] = [];
  const visited = new Set<string>();
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (visited.has(name)) continue;
      visited.add(name);
      if (!name.startsWith('~')) visit(profilesOf(name) ?? []);
      expanded.push(name);
    }
  };
  visit(own);
  return [...withoutNegated(expanded)];
}
