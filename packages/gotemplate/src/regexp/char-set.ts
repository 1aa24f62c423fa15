type Test = (code: number) => boolean;

/** A set of code points. */
export class CharSet {
  readonly #test: Test;
  readonly #ascii: Uint8Array;

  constructor(test: Test) {
    this.#test = test;
    this.#ascii = Uint8Array.from({ length: 128 }, (_, code) => Number(test(code)));
  }

  has(code: number): boolean {
    return code < 128 ? this.#ascii[code] === 1 : this.#test(code);
  }

  negated(): CharSet {
    return new CharSet((code) => !this.#test(code));
  }

  /** The set with the other case of each of its letters. */
  folded(): CharSet {
    return new CharSet((code) => caseForms(code).some(this.#test));
  }
}

function caseForms(code: number): number[] {
  const char = String.fromCodePoint(code);
  const forms = [
    char.toLowerCase(),
    char.toUpperCase(),
    char.toUpperCase().toLowerCase(),
    char.toLowerCase().toUpperCase(),
  ];
  const single = forms.filter((form) => Array.from(form).length === 1).map((form) => form.codePointAt(0) ?? code);
  return [code, ...single];
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

/** `\p{name}`: a Unicode general category or script; undefined if there is none of that name. */
export function unicodeClass(name: string): CharSet | undefined {
  if (name === 'Any') return anyChar;
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      return matching(new RegExp(`^\\p{${property}}$`, 'u'));
    } catch {
      // Not of this kind: the next kind is tried.
    }
  }
  return undefined;
}
