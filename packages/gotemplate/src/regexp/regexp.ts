import { canBackquote, quote } from '../format/quote.ts';
import type { Charge } from '../value/equal.ts';
import { type Instruction, compileRegexp } from './compile.ts';
import { parseRegexp } from './parse.ts';
import { type Captures, simulate } from './simulate.ts';

/** A regular expression of RE2's syntax with the results of Go's package regexp, in time linear in the text. */
export class Regexp {
  readonly #names: readonly string[];
  readonly #program: readonly Instruction[];
  readonly #pattern: string;

  readonly #charge: Charge;

  /** Throws `RegexpSyntaxError`. `charge` counts the work of matching. */
  constructor(pattern: string, charge: Charge) {
    const { node, names } = parseRegexp(pattern);
    this.#names = names;
    this.#program = compileRegexp(node, pattern);
    this.#pattern = pattern;
    this.#charge = charge;
  }

  #at(text: string, from: number): Captures | undefined {
    return simulate(this.#program, this.#names.length, text, from, this.#charge);
  }

  matches(text: string): boolean {
    return this.#at(text, 0) !== undefined;
  }

  /** The first match, the empty string if there is none. */
  find(text: string): string {
    const [start = 0, end = 0] = this.#at(text, 0) ?? [];
    return text.slice(start, end);
  }

  #all(text: string, limit: number): Captures[] {
    const found: Captures[] = [];
    let previousEnd = -1;
    for (let at = 0; at <= text.length && (limit < 0 || found.length < limit); ) {
      const match = this.#at(text, at);
      if (match === undefined) break;
      const [start = 0, end = 0] = match;
      // An empty match right after another match does not count.
      const accepted = end !== at || start !== previousEnd;
      at = end === at ? at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) : end;
      previousEnd = end;
      if (accepted) found.push(match);
    }
    return found;
  }

  /** All matches, at most `limit` unless that is negative. */
  findAll(text: string, limit: number): string[] {
    return this.#all(text, limit).map(([start, end]) => text.slice(start, end));
  }

  #replace(text: string, replacement: (match: Captures) => string): string {
    let result = '';
    let lastEnd = 0;
    for (let at = 0; at <= text.length; ) {
      const match = this.#at(text, at);
      if (match === undefined) break;
      const [start = 0, end = 0] = match;
      result += text.slice(lastEnd, start);
      if (end > lastEnd || start === 0) result += replacement(match);
      lastEnd = end;
      const width = (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      at = Math.max(at + width, end);
    }
    return result + text.slice(lastEnd);
  }

  /** Replaces all matches; `$1`, `${name}` and `$$` in the replacement stand for groups and a dollar sign. */
  replaceAll(text: string, replacement: string): string {
    return this.#replace(text, (match) => this.#expand(replacement, text, match));
  }

  replaceAllLiteral(text: string, replacement: string): string {
    return this.#replace(text, () => replacement);
  }

  #expand(template: string, text: string, match: Captures): string {
    return template.replace(/\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, dollar, plain, braced) => {
      if (dollar !== undefined) return '$';
      const name = String(plain ?? braced);
      const number = /^(?:0|[1-9][0-9]{0,7})$/.test(name) ? Number(name) : -1;
      const groups = number >= 0 ? [number] : this.#names.flatMap((other, i) => (other === name ? [i] : []));
      const group = groups.find((index) => (match[2 * index] ?? -1) >= 0);
      return group === undefined ? '' : text.slice(match[2 * group], match[2 * group + 1]);
    });
  }

  /** The parts between matches, at most `limit` unless that is negative. */
  split(text: string, limit: number): string[] {
    if (limit === 0) return [];
    if (this.#pattern !== '' && text === '') return [''];
    const parts: string[] = [];
    let begin = 0;
    let end = 0;
    for (const [start = 0, stop = 0] of this.#all(text, limit)) {
      if (limit > 0 && parts.length === limit - 1) break;
      end = start;
      if (stop !== 0) parts.push(text.slice(begin, end));
      begin = stop;
    }
    if (end !== text.length) parts.push(text.slice(begin));
    return parts;
  }
}

/** Go's `regexp.QuoteMeta`. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** A pattern as Go shows it in messages. */
export function shownPattern(pattern: string): string {
  return canBackquote(pattern) ? `\`${pattern}\`` : quote(pattern);
}
