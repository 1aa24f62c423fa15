import { GrubSyntaxError, type Piece, type Token, tokensOf } from './lex.ts';

export type Word = readonly Piece[];

export type Statement =
  | {
      readonly kind: 'command';
      readonly words: readonly Word[] /** `{ … }` after the words: of `menuentry` and alike. */;
      readonly block?: readonly Statement[];
    }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: readonly Statement[] }
  | {
      readonly kind: 'loop';
      readonly until: boolean;
      readonly condition: readonly Statement[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: readonly Statement[] };

export interface Branch {
  readonly condition: readonly Statement[];
  readonly body: readonly Statement[];
}

const RESERVED = new Set([
  'if',
  'then',
  'elif',
  'else',
  'fi',
  'while',
  'until',
  'for',
  'in',
  'do',
  'done',
  'function',
  'case',
  'esac',
  'select',
  'time',
  '[[',
  ']]',
]);

/** A script as GRUB 2.06 reads it (script/parser.y). @throws {GrubSyntaxError} */
export function parseGrubScript(text: string): readonly Statement[] {
  const parser = new Parser(tokensOf(text));
  return parser.statements(() => parser.isAtEnd);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Statements until one begins with what `stops`; what stops is not taken. */
  statements(stops: () => boolean): readonly Statement[] {
    const all: Statement[] = [];
    this.#skipEnds();
    while (!stops()) {
      if (this.isAtEnd) throw new GrubSyntaxError('the script ends in the middle of a block');
      all.push(this.#statement());
      const next = this.#peek();
      if (next !== undefined && !stops() && next.kind !== 'end') throw this.#unexpected();
      this.#skipEnds();
    }
    return all;
  }

  #statement(): Statement {
    switch (this.#keyword) {
      case 'if':
        return this.#if();
      case 'while':
      case 'until':
        return this.#loop();
      case 'for':
        return this.#for();
      case 'function':
        return this.#function();
      default:
        return this.#command();
    }
  }

  #command(): Statement {
    if (this.#keyword !== undefined && RESERVED.has(this.#keyword)) throw this.#unexpected();
    const words: Word[] = [];
    let token = this.#peek();
    while (token?.kind === 'word') {
      words.push(token.pieces);
      this.#at += 1;
      token = this.#peek();
    }
    if (words.length === 0) throw this.#unexpected();
    return this.#isSymbol('{') ? { kind: 'command', words, block: this.#block() } : { kind: 'command', words };
  }

  #block(): readonly Statement[] {
    this.#take('{');
    const body = this.statements(() => this.#isSymbol('}'));
    this.#take('}');
    return body;
  }

  #if(): Statement {
    const branches: Branch[] = [];
    do {
      this.#at += 1;
      const condition = this.#some(() => this.#keyword === 'then');
      this.#at += 1;
      branches.push({ condition, body: this.#some(() => ['elif', 'else', 'fi'].includes(this.#keyword ?? '')) });
    } while (this.#keyword === 'elif');
    let otherwise: readonly Statement[] = [];
    if (this.#keyword === 'else') {
      this.#at += 1;
      otherwise = this.#some(() => this.#keyword === 'fi');
    }
    this.#at += 1;
    return { kind: 'if', branches, otherwise };
  }

  #loop(): Statement {
    const until = this.#keyword === 'until';
    this.#at += 1;
    const condition = this.#some(() => this.#keyword === 'do');
    return { kind: 'loop', until, condition, body: this.#doBody() };
  }

  #for(): Statement {
    this.#at += 1;
    const name = this.#plainWord();
    if (this.#keyword !== 'in') throw this.#unexpected();
    this.#at += 1;
    const words: Word[] = [];
    for (let token = this.#peek(); token?.kind === 'word'; token = this.#peek()) {
      words.push(token.pieces);
      this.#at += 1;
    }
    this.#skipEnds();
    return { kind: 'for', name, words, body: this.#doBody() };
  }

  #doBody(): readonly Statement[] {
    if (this.#keyword !== 'do') throw this.#unexpected();
    this.#at += 1;
    const body = this.#some(() => this.#keyword === 'done');
    this.#at += 1;
    return body;
  }

  #function(): Statement {
    this.#at += 1;
    const name = this.#plainWord();
    this.#skipEnds();
    return { kind: 'function', name, body: this.#block() };
  }

  /** At least one statement, and an end before what stops. */
  #some(stops: () => boolean): readonly Statement[] {
    const all = this.statements(stops);
    if (all.length === 0 || this.#tokens[this.#at - 1]?.kind !== 'end') throw this.#unexpected();
    return all;
  }

  #plainWord(): string {
    const token = this.#peek();
    if (token?.kind !== 'word' || token.plain === undefined) throw this.#unexpected();
    this.#at += 1;
    return token.plain;
  }

  /** The word at hand where nothing of it is quoted: only then is it a keyword. */
  get #keyword(): string | undefined {
    const token = this.#peek();
    return token?.kind === 'word' ? token.plain : undefined;
  }

  #isSymbol(text: string): boolean {
    const token = this.#peek();
    return token?.kind === 'symbol' && token.text === text;
  }

  #take(symbol: string): void {
    if (!this.#isSymbol(symbol)) throw this.#unexpected();
    this.#at += 1;
  }

  #skipEnds(): void {
    while (this.#peek()?.kind === 'end') this.#at += 1;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #unexpected(): GrubSyntaxError {
    const token = this.#peek();
    if (token === undefined) return new GrubSyntaxError('the script ends too early');
    return new GrubSyntaxError(
      `unexpected ${JSON.stringify(token.kind === 'word' ? (token.plain ?? 'word') : token.text)}`,
    );
  }
}
