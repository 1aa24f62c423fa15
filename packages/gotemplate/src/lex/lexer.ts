import { quote, unicodeName } from '../format/quote.ts';
import { scanNumber } from './scan-number.ts';
import { type Token, type TokenKind, keywords } from './token.ts';

const word = /[\p{L}\p{Nd}_]+/uy;
const space = /[ \t\r\n]+/y;
const quoted = { '"': /"(?:[^"\\\n]|\\[^\n])*"/uy, "'": /'(?:[^'\\\n]|\\[^\n])*'/uy };
const trimLeft = /[ \t\r\n]*/y;

/** A comment of a template, for documentation written in comments. */
export interface Comment {
  readonly pos: number;
  /** Text between the comment marks. */
  readonly text: string;
}

/** Where the lexer is after a token: in an action, in text again, or stopped by an error. */
type State = 'action' | 'text' | 'stopped';

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

/**
 * Splits a template into tokens exactly as Go's lexer does, trim markers and the order in which errors show included.
 * The last token is `eof` or `error`.
 */
export class Lexer {
  readonly tokens: Token[] = [];
  readonly comments: Comment[] = [];
  readonly #text: string;
  readonly #plainWords: ReadonlySet<string>;
  #pos = 0;
  #parens = 0;

  /** `plainWords`: keywords that are identifiers here, because the template's functions include `break` or `continue`. */
  constructor(text: string, plainWords: ReadonlySet<string>) {
    this.#text = text;
    this.#plainWords = plainWords;
    while (this.#lexText() === 'text');
  }

  #emit(kind: TokenKind, start: number, end: number): State {
    this.tokens.push({ kind, pos: start, text: this.#text.slice(start, end) });
    this.#pos = end;
    return 'action';
  }

  #error(pos: number, message: string): State {
    this.tokens.push({ kind: 'error', pos, text: message });
    return 'stopped';
  }

  #match(pattern: RegExp, at: number): string {
    pattern.lastIndex = at;
    return pattern.exec(this.#text)?.[0] ?? '';
  }

  #rune(at: number): string {
    const code = this.#text.codePointAt(at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  /** Text up to the next action, and the action. */
  #lexText(): State {
    const start = this.#pos;
    const open = this.#text.indexOf('{{', start);
    if (open < 0) {
      if (start < this.#text.length) this.#emit('text', start, this.#text.length);
      this.#emit('eof', this.#text.length, this.#text.length);
      return 'stopped';
    }
    const marker = this.#text[open + 2] === '-' && isSpace(this.#text[open + 3]);
    const text = this.#text.slice(start, open);
    let { length } = text;
    while (marker && isSpace(text[length - 1])) length--;
    if (length > 0) this.#emit('text', start, start + length);
    const inside = open + (marker ? 4 : 2);
    if (this.#text.startsWith('/*', inside)) return this.#lexComment(inside);
    this.#emit('leftDelim', open, open + 2);
    this.#pos = inside;
    this.#parens = 0;
    let state: State = 'action';
    while (state === 'action') state = this.#lexInside();
    return state;
  }

  #lexComment(start: number): State {
    const close = this.#text.indexOf('*/', start + 2);
    if (close < 0) return this.#error(start, 'unclosed comment');
    const end = close + 2;
    const trim = this.#atTrimmedClose(end);
    if (!trim && !this.#text.startsWith('}}', end)) return this.#error(start, 'comment ends before closing delimiter');
    this.comments.push({ pos: start, text: this.#text.slice(start + 2, close) });
    this.#skipClose(end, trim);
    return 'text';
  }

  #atTrimmedClose(at: number): boolean {
    return isSpace(this.#text[at]) && this.#text.startsWith('-}}', at + 1);
  }

  #skipClose(at: number, trim: boolean): void {
    const end = at + (trim ? 4 : 2);
    this.#pos = trim ? end + this.#match(trimLeft, end).length : end;
  }

  #rightDelim(trim: boolean): State {
    const at = this.#pos;
    const start = trim ? at + 2 : at;
    this.#emit('rightDelim', start, start + 2);
    this.#skipClose(at, trim);
    return 'text';
  }

  /** One token inside an action. */
  #lexInside(): State {
    const start = this.#pos;
    const trim = this.#atTrimmedClose(start);
    if (trim || this.#text.startsWith('}}', start)) {
      return this.#parens === 0 ? this.#rightDelim(trim) : this.#error(start, 'unclosed left paren');
    }
    const rune = this.#rune(start);
    if (rune === '') return this.#error(start, 'unclosed action');
    if (isSpace(rune)) return this.#lexSpace(start);
    switch (rune) {
      case '=':
        return this.#emit('assign', start, start + 1);
      case ':':
        return this.#text[start + 1] === '='
          ? this.#emit('declare', start, start + 2)
          : this.#error(start, 'expected :=');
      case '|':
        return this.#emit('pipe', start, start + 1);
      case '"':
        return this.#lexQuoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#lexQuoted("'", 'charConstant', 'unterminated character constant');
      case '`': {
        const close = this.#text.indexOf('`', start + 1);
        return close < 0
          ? this.#error(start, 'unterminated raw quoted string')
          : this.#emit('rawString', start, close + 1);
      }
      case '$':
        return this.#lexName('variable', 'variable');
      case '(':
        this.#parens++;
        return this.#emit('leftParen', start, start + 1);
      case ')':
        this.#parens--;
        this.#emit('rightParen', start, start + 1);
        return this.#parens < 0 ? this.#error(this.#pos, `unexpected right paren ${unicodeName(rune)}`) : 'action';
    }
    if (rune === '.') {
      const next = this.#text[start + 1];
      if (next !== undefined && !(next >= '0' && next <= '9')) return this.#lexName('field', 'dot');
    }
    if (/[-+.0-9]/.test(rune)) return this.#lexNumber(start);
    const name = this.#match(word, start);
    if (name !== '') return this.#lexIdentifier(start, name);
    if (rune >= ' ' && rune <= '~') return this.#emit('char', start, start + 1);
    return this.#error(start, `unrecognized character in action: ${unicodeName(rune)}`);
  }

  #lexSpace(start: number): State {
    const end = start + this.#match(space, start).length;
    if (!this.#atTrimmedClose(end - 1)) return this.#emit('space', start, end);
    // The last space belongs to the trim marker. Alone it closes the action, open parentheses or not: Go's lexer does so too.
    if (end - start === 1) return this.#rightDelim(true);
    return this.#emit('space', start, end - 1);
  }

  #lexQuoted(mark: '"' | "'", kind: TokenKind, message: string): State {
    const start = this.#pos;
    const text = this.#match(quoted[mark], start);
    return text === '' ? this.#error(start, message) : this.#emit(kind, start, start + text.length);
  }

  #lexNumber(start: number): State {
    const { end, ok, complex } = scanNumber(this.#text, start);
    if (!ok) return this.#error(start, `bad number syntax: ${quote(this.#text.slice(start, end))}`);
    return this.#emit(complex ? 'complex' : 'number', start, end);
  }

  #atTerminator(at: number): boolean {
    const char = this.#text[at];
    return char === undefined || isSpace(char) || '.,|:)('.includes(char) || this.#text.startsWith('}}', at);
  }

  /** A field or variable: `.Name`, `$name`, or the bare `.` or `$`. */
  #lexName(kind: TokenKind, bare: TokenKind): State {
    const start = this.#pos;
    if (this.#atTerminator(start + 1)) return this.#emit(bare, start, start + 1);
    const end = start + 1 + this.#match(word, start + 1).length;
    if (!this.#atTerminator(end)) return this.#badCharacter(start, end);
    return this.#emit(kind, start, end);
  }

  #lexIdentifier(start: number, name: string): State {
    const end = start + name.length;
    if (!this.#atTerminator(end)) return this.#badCharacter(start, end);
    const keyword = this.#plainWords.has(name) ? undefined : keywords.get(name);
    return this.#emit(keyword ?? (name === 'true' || name === 'false' ? 'bool' : 'identifier'), start, end);
  }

  #badCharacter(start: number, at: number): State {
    return this.#error(start, `bad character ${unicodeName(this.#rune(at))}`);
  }
}
