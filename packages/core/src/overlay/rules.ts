import { globTest } from './glob.ts';
import type { Care, OverlayRule } from './types.ts';

/** Owner and permission bits of one entry, and what the agent of a running node does when it changes. */
export interface Ownership extends Care {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Replaces what the rules of an `overlay.yaml` say about a path. */
export function ruleApplier(rules: readonly OverlayRule[]): (path: string, found: Ownership) => Ownership {
  const tests = rules.map((rule) => ({ rule, matches: globTest(rule.pattern) }));
  return (path, found) => {
    let applied = found;
    for (const { rule, matches } of tests) {
      if (!matches(path)) continue;
      const { pattern: _, ...said } = rule;
      applied = { ...applied, ...said };
    }
    return applied;
  };
}
