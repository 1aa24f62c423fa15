import { isMapping } from './overlay-bodies.ts';

/** A mapping of a file with the places of its keys: two levels deep, as far as sections and entries go. */
export interface KeyPlace {
  readonly key: string;
  /** Offset of the key in the text. */
  readonly offset: number;
  readonly inner: readonly Omit<KeyPlace, 'inner'>[];
}

export interface ParsedYaml {
  readonly root: unknown;
  readonly keys: readonly KeyPlace[];
}

/** Thrown where the text leaves the part of YAML that is read here; never leaves this module. */
class NotSimple extends Error {}

const UNUSUAL_CHARACTER = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff]/;
const KEY_CHARACTERS = characters(/[A-Za-z0-9_.,[\]!/@-]/);
const FLOW_KEY_CHARACTERS = characters(/[A-Za-z0-9_.-]/);
const KEY_START = characters(/[A-Za-z0-9]/);
const BLANK = 0x20;
const HASH = 0x23;
const COLON = 0x3a;
const FLOW_PLAIN = /(?:[A-Za-z0-9/._+~]|-(?=[A-Za-z0-9]))(?:[^,[\]{}:#\n]|:(?=[^\s,[\]{}]))*/y;
const PLAIN_START = /[A-Za-z0-9/._+~-]/;
const WORDS: Readonly<Record<string, unknown>> = {
  '~': null,
  null: null,
  Null: null,
  NULL: null,
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};

/**
 * Reads the plain part of YAML that registries are written in, several times faster than a whole parser: block mappings,
 * lists of single values, flow collections on one line, quoted text without escapes, comments. Gives undefined for
 * everything else (anchors, multi-line text, tabs, errors, …), which is then for the whole parser. What it does
 * read it reads as REGISTRY_YAML does: a property test compares the two.
 */
export function readSimpleYaml(text: string): ParsedYaml | undefined {
  if (UNUSUAL_CHARACTER.test(text)) return undefined;
  try {
    return new SimpleReader(text).read();
  } catch (error) {
    if (error instanceof NotSimple) return undefined;
    throw error;
  }
}

class SimpleReader {
  readonly #text: string;
  /** Of the current line: its first character that is not a blank, its end, and its indentation (-1 after the last line). */
  #start = 0;
  #end = -1;
  #indent = 0;
  /** Reading position inside a flow collection. */
  #at = 0;
  readonly #keys: { key: string; offset: number; inner: { key: string; offset: number }[] }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(): ParsedYaml {
    this.#nextLine();
    const root = this.#mapping(0, 0);
    // What is left is indented less than the mapping it follows, or is no mapping at all.
    if (this.#indent !== -1 || this.#keys.length === 0) throw new NotSimple();
    return { root, keys: this.#keys };
  }

  /** Goes to the next line that is neither blank nor a comment. */
  #nextLine(): void {
    const text = this.#text;
    let lineStart = this.#end + 1;
    while (lineStart < text.length) {
      let start = lineStart;
      while (text.charCodeAt(start) === BLANK) start += 1;
      let end = text.indexOf('\n', start);
      if (end < 0) end = text.length;
      if (start < end && text[start] !== '#') {
        this.#start = start;
        this.#end = end;
        this.#indent = start - lineStart;
        return;
      }
      lineStart = end + 1;
    }
    this.#indent = -1;
  }

  #mapping(indent: number, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    while (this.#indent === indent) {
      const offset = this.#start;
      const key = this.#key(KEY_CHARACTERS, offset);
      if (depth === 0) this.#keys.push({ key, offset, inner: [] });
      else if (depth === 1) this.#keys.at(-1)?.inner.push({ key, offset });
      if (Object.hasOwn(map, key)) throw new NotSimple();
      map[key] = this.#valueOfKey(this.#at, indent, depth);
    }
    return map;
  }

  /** The key at an offset; the reading position is then behind its colon. */
  #key(allowed: Uint8Array, offset: number): string {
    const text = this.#text;
    this.#at = offset;
    let key: string;
    const quote = text.charAt(offset);
    if (quote === '"' || quote === "'") {
      key = this.#quoted(quote);
    } else {
      let end = offset;
      if (KEY_START[text.charCodeAt(end)] === 1) while (allowed[text.charCodeAt(end)] === 1) end += 1;
      if (end === offset) throw new NotSimple();
      key = text.slice(offset, end);
      this.#at = end;
    }
    this.#at = this.#skipBlanks(this.#at);
    const isKey = text.charCodeAt(this.#at) === COLON && key !== '__proto__';
    this.#at += 1;
    if (!isKey || (this.#at < this.#end && text.charCodeAt(this.#at) !== BLANK)) throw new NotSimple();
    return key;
  }

  #valueOfKey(afterColon: number, indent: number, depth: number): unknown {
    const from = this.#skipBlanks(afterColon);
    if (from < this.#end && this.#text[from] !== '#') {
      const value = this.#lineValue(from, indent);
      // Entries in flow style have places too, but only the whole parser gathers those.
      if (depth === 0 && isMapping(value) && Object.keys(value).length > 0) throw new NotSimple();
      return value;
    }
    this.#nextLine();
    const isItem = this.#text[this.#start] === '-' && this.#text[this.#start + 1] === ' ';
    if (this.#indent >= indent && isItem) return this.#list(this.#indent);
    return this.#indent > indent ? this.#mapping(this.#indent, depth + 1) : null;
  }

  #list(indent: number): unknown[] {
    const items: unknown[] = [];
    while (this.#indent === indent && this.#text[this.#start] === '-' && this.#text[this.#start + 1] === ' ') {
      const from = this.#skipBlanks(this.#start + 1);
      if (from >= this.#end || this.#text[from] === '#') throw new NotSimple();
      items.push(this.#lineValue(from, indent));
    }
    return items;
  }

  /** The value that the rest of a line holds; the next line must not go on with it. */
  #lineValue(from: number, indent: number): unknown {
    const first = this.#text.charAt(from);
    let value: unknown;
    if (first === '"' || first === "'" || first === '[' || first === '{') {
      this.#at = from;
      value = this.#flowValue();
      this.#endOfLine(this.#at);
    } else {
      value = this.#plain(from);
    }
    this.#nextLine();
    if (this.#indent > indent) throw new NotSimple();
    return value;
  }

  #plain(from: number): unknown {
    const text = this.#text;
    const first = text.charAt(from);
    if (!PLAIN_START.test(first) || (first === '-' && !/[A-Za-z0-9.]/.test(text.charAt(from + 1))))
      throw new NotSimple();
    let last = from;
    for (let at = from; at < this.#end; at += 1) {
      const code = text.charCodeAt(at);
      const before = text.charCodeAt(at - 1);
      if (code === BLANK && before === COLON) throw new NotSimple();
      if (code === HASH && before === BLANK) break;
      if (code !== BLANK) last = at;
    }
    if (text.charCodeAt(last) === COLON) throw new NotSimple();
    return resolvePlain(text.slice(from, last + 1));
  }

  #flowValue(): unknown {
    const first = this.#text[this.#at];
    if (first === '[') return this.#flowList();
    if (first === '{') return this.#flowMapping();
    if (first === '"' || first === "'") return this.#quoted(first);
    FLOW_PLAIN.lastIndex = this.#at;
    const plain = FLOW_PLAIN.exec(this.#text)?.[0];
    if (plain === undefined) throw new NotSimple();
    this.#at += plain.length;
    return resolvePlain(plain.trimEnd());
  }

  #quoted(quote: string): string {
    const close = this.#text.indexOf(quote, this.#at + 1);
    if (close < 0 || close >= this.#end) throw new NotSimple();
    const value = this.#text.slice(this.#at + 1, close);
    if (quote === '"' ? value.includes('\\') : this.#text[close + 1] === "'") throw new NotSimple();
    this.#at = close + 1;
    return value;
  }

  #flowList(): unknown[] {
    const items: unknown[] = [];
    this.#at = this.#skipBlanks(this.#at + 1);
    while (this.#text[this.#at] !== ']') {
      items.push(this.#flowValue());
      this.#flowSeparator(']');
    }
    this.#at += 1;
    return items;
  }

  #flowMapping(): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    this.#at = this.#skipBlanks(this.#at + 1);
    while (this.#text[this.#at] !== '}') {
      const key = this.#key(FLOW_KEY_CHARACTERS, this.#at);
      if (Object.hasOwn(map, key)) throw new NotSimple();
      this.#at = this.#skipBlanks(this.#at);
      map[key] = this.#flowValue();
      this.#flowSeparator('}');
    }
    this.#at += 1;
    return map;
  }

  /** Goes past a comma, or stays at the closing bracket. */
  #flowSeparator(close: string): void {
    this.#at = this.#skipBlanks(this.#at);
    if (this.#text[this.#at] === close) return;
    if (this.#text[this.#at] !== ',') throw new NotSimple();
    this.#at = this.#skipBlanks(this.#at + 1);
    if (this.#text[this.#at] === ',') throw new NotSimple();
  }

  #skipBlanks(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === BLANK) at += 1;
    return at;
  }

  #endOfLine(from: number): void {
    const at = this.#skipBlanks(from);
    const comment = this.#text[at] === '#' && at > from;
    if (at < this.#end && !comment) throw new NotSimple();
  }
}

/** A table of the ASCII characters a pattern matches. */
function characters(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
}

/** Plain text as REGISTRY_YAML resolves it: numbers only when printing gives the same text again. */
function resolvePlain(text: string): unknown {
  const first = text.charCodeAt(0);
  if (first <= 0x39) {
    const number = Number(text);
    return Number.isFinite(number) && String(number) === text ? number : text;
  }
  return Object.hasOwn(WORDS, text) ? WORDS[text] : text;
}
