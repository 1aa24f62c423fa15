import { globTest } from './glob.ts';
import type { OverlayRule } from './types.ts';

/** Owner and permission bits of one entry. */
export interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Replaces what the rules of an `overlay.yaml` say about a path. */
export function ruleApplier(rules: readonly OverlayRule[]): (path: string, found: Ownership) => Ownership {
  const tests = rules.map((rule) => ({ rule, matches: globTest(rule.pattern) }));
  return (path, found) => {
    let { mode, uid, gid } = found;
    for (const { rule, matches } of tests) {
      if (!matches(path)) continue;
      mode = rule.mode ?? mode;
      uid = rule.uid ?? uid;
      gid = rule.gid ?? gid;
    }
    return { mode, uid, gid };
  };
}
