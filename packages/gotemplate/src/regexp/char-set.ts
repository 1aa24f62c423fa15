import { caseForms } from '../value/letter-case.ts';
import { scriptNames } from './script-names.ts';

type Test = (code: number) => boolean;

/** A set of code points. */
export class CharSet {
  readonly #test: Test;
  /** What is known of ASCII: 0 nothing yet, 1 in the set, 2 not in it. */
  readonly #ascii = new Uint8Array(128);

  constructor(test: Test) {
    this.#test = test;
  }

  has(code: number): boolean {
    if (code >= 128) return this.#test(code);
    if (this.#ascii[code] === 0) this.#ascii[code] = this.#test(code) ? 1 : 2;
    return this.#ascii[code] === 1;
  }

  negated(): CharSet {
    return new CharSet((code) => !this.#test(code));
  }

  /** The set with the other case of each of its letters. */
  folded(): CharSet {
    return new CharSet((code) => [...caseForms(code)].some(this.#test));
  }
}

export function range(low: number, high: number): CharSet {
  return new CharSet((code) => code >= low && code <= high);
}

export function union(sets: readonly CharSet[]): CharSet {
  return new CharSet((code) => sets.some((set) => set.has(code)));
}

export const anyChar = range(0, 0x10ffff);
export const anyButNewline = new CharSet((code) => code !== 10);

function matching(pattern: RegExp): CharSet {
  return new CharSet((code) => pattern.test(String.fromCodePoint(code)));
}

/** `\d`, `\s` and `\w`: ASCII, as RE2 defines them. */
export const perlClasses: Readonly<Record<string, CharSet>> = {
  d: range(48, 57),
  s: matching(/^[\t\n\f\r ]$/),
  w: matching(/^[0-9A-Za-z_]$/),
};

/** The classes of `[[:name:]]`. */
export const posixClasses: Readonly<Record<string, CharSet>> = {
  alnum: matching(/^[0-9A-Za-z]$/),
  alpha: matching(/^[A-Za-z]$/),
  ascii: range(0, 127),
  blank: matching(/^[\t ]$/),
  cntrl: new CharSet((code) => code < 32 || code === 127),
  digit: range(48, 57),
  graph: range(33, 126),
  lower: range(97, 122),
  print: range(32, 126),
  punct: matching(/^[!-/:-@[-`{-~]$/),
  space: matching(/^[\t\n\v\f\r ]$/),
  upper: range(65, 90),
  word: matching(/^[0-9A-Za-z_]$/),
  xdigit: matching(/^[0-9A-Fa-f]$/),
};

const categories = /^(?:C[cfos]|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** `\p{name}`: a Unicode general category or script; undefined if there is none of that name. */
export function unicodeClass(name: string): CharSet | undefined {
  if (name === 'Any') return anyChar;
  // Go's category C has the unassigned characters not in it.
  if (name === 'C') return matching(/^[\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u);
  if (categories.test(name)) return matching(new RegExp(`^\\p{General_Category=${name}}$`, 'u'));
  return scriptNames.has(name) ? matching(new RegExp(`^\\p{Script=${name}}$`, 'u')) : undefined;
}
