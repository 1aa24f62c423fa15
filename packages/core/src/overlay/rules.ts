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
  const tests = rules.map((rule) => ({ said: saidBy(rule), matches: globTest(rule.pattern) }));
  return (path, found) => {
    let applied = found;
    for (const { said, matches } of tests) if (matches(path)) applied = { ...applied, ...said };
    return applied;
  };
}

function saidBy({ mode, uid, gid, backup, run }: OverlayRule): Partial<Ownership> {
  const said = Object.entries({ mode, uid, gid, backup, run });
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}
