import { RegexpSyntaxError } from './ast.ts';
import { type CharSet, perlClasses, posixClasses, range, unicodeClass, union } from './char-set.ts';

export interface RegexpFlags {
  /** i: letters match either case. */
  fold: boolean;
  /** m: `^` and `$` match at lines. */
  lines: boolean;
  /** s: `.` matches a newline. */
  dotAll: boolean;
  /** U: repetitions are lazy unless marked. */
  swapGreed: boolean;
}

/** The characters of a class under its flags. Case is folded before the class is negated: `(?i)\W` has no `s`, though `ſ` is no word character. */
function classSet(set: CharSet, fold: boolean, negate: boolean): CharSet {
  const folded = fold ? set.folded() : set;
  return negate ? folded.negated() : folded;
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The text of a pattern and the position in it. */
export class PatternScanner {
  readonly pattern: string;
  at = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  looking(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.looking(text)) return false;
    this.at += text.length;
    return true;
  }

  match(form: RegExp): RegExpExecArray | null {
    form.lastIndex = this.at;
    const found = form.exec(this.pattern);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  /** The next character, of a part of the pattern that ends at `end`. */
  code(end = this.pattern.length): number {
    const code = this.pattern.codePointAt(this.at) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) {
      const rest = this.pattern.slice(this.at, end).replace(/[\u{dc80}-\u{dcff}]/gu, '\ufffd');
      throw new RegexpSyntaxError('invalid UTF-8', rest);
    }
    this.at += code > 0xffff ? 2 : 1;
    return code;
  }

  /** `\d`, `\pL`, `\P{Greek}` and the like; undefined, and nothing taken, for other escapes. */
  classEscape(fold: boolean): CharSet | undefined {
    const perl = this.match(/\\([dswDSW])/y)?.[1];
    if (perl !== undefined) {
      const set = perlClasses[perl.toLowerCase()];
      return set === undefined ? undefined : classSet(set, fold, perl !== perl.toLowerCase());
    }
    const start = this.at;
    const named = this.match(/\\([pP])(?:\{(\^?)([^}]*)\}|([^{]))/uy);
    if (named === null) {
      if (this.match(/\\[pP]/y) !== null)
        throw new RegexpSyntaxError('invalid character class range', this.pattern.slice(start));
      return undefined;
    }
    const [, letter, caret, long, short] = named;
    const set = unicodeClass(long ?? short ?? '');
    if (set === undefined) throw new RegexpSyntaxError('invalid character class range', named[0]);
    return classSet(set, fold, (letter === 'P') !== (caret === '^'));
  }

  /** The character of an escape sequence. */
  escape(): number {
    const start = this.at;
    this.at++;
    if (this.done) throw new RegexpSyntaxError('trailing backslash at end of expression', '');
    const hex = this.match(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y);
    if (hex !== null) {
      const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
      if (code > 0x10ffff) throw new RegexpSyntaxError('invalid escape sequence', this.pattern.slice(start, this.at));
      return code;
    }
    if (this.match(/x(?:\{[0-9A-Fa-f]*[\s\S]?|[\s\S]{0,2})/uy) !== null) {
      throw new RegexpSyntaxError('invalid escape sequence', this.pattern.slice(start, this.at));
    }
    const octal = this.match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y);
    if (octal !== null) return Number.parseInt(octal[0], 8);
    const code = this.code();
    const char = String.fromCodePoint(code);
    const control = controls[char];
    if (control !== undefined) return control;
    if (code < 0x80 && !/[0-9A-Za-z]/.test(char)) return code;
    throw new RegexpSyntaxError('invalid escape sequence', this.pattern.slice(start, this.at));
  }

  /** A class in brackets, from its `[`. */
  bracket(flags: RegexpFlags): CharSet {
    const start = this.at;
    this.at++;
    const negate = this.take('^');
    const sets: CharSet[] = [];
    for (let first = true; first || !this.looking(']'); first = false) {
      if (this.done) throw new RegexpSyntaxError('missing closing ]', this.pattern.slice(start));
      sets.push(this.#classItem(start, flags.fold));
    }
    this.at++;
    return classSet(union(sets), false, negate);
  }

  #classItem(start: number, fold: boolean): CharSet {
    const posix = this.match(/\[:(\^?)([\s\S]*?):\]/y);
    if (posix !== null) {
      const set = posixClasses[posix[2] ?? ''];
      if (set === undefined) throw new RegexpSyntaxError('invalid character class range', posix[0]);
      return classSet(set, fold, posix[1] === '^');
    }
    const escaped = this.classEscape(fold);
    if (escaped !== undefined) return escaped;
    const from = this.at;
    const low = this.#classChar(start);
    if (!this.looking('-') || this.looking('-]') || this.at + 1 >= this.pattern.length)
      return classSet(range(low, low), fold, false);
    this.at++;
    const high = this.#classChar(start);
    if (high < low) throw new RegexpSyntaxError('invalid character class range', this.pattern.slice(from, this.at));
    return classSet(range(low, high), fold, false);
  }

  #classChar(start: number): number {
    if (this.done) throw new RegexpSyntaxError('missing closing ]', this.pattern.slice(start));
    return this.looking('\\') ? this.escape() : this.code();
  }
}
