import type { CharSet } from './char-set.ts';

/** Zero-width conditions. `lineStart` and `lineEnd` are `^` and `$` under the flag m; `wordBoundary` is ASCII. */
export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'notWordBoundary';

export type RegexpNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'concat'; readonly parts: readonly RegexpNode[] }
  | { readonly kind: 'alternate'; readonly parts: readonly RegexpNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly node: RegexpNode }
  | {
      readonly kind: 'repeat';
      readonly node: RegexpNode;
      readonly min: number;
      /** Infinity if unbounded. */
      readonly max: number;
      readonly lazy: boolean;
    };

/** A pattern that is not a regular expression of RE2's syntax, in Go's words. */
export class RegexpSyntaxError extends Error {
  override readonly name = 'RegexpSyntaxError';

  constructor(what: string, where: string) {
    super(`error parsing regexp: ${what}: \`${where}\``);
  }
}
