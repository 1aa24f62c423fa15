import { TemplateError, remedyFor } from '../errors.ts';
import type { Token, TokenKind } from '../lex/token.ts';
import { describeToken } from '../lex/token.ts';
import { quote } from '../format/quote.ts';
import type { Source } from '../source.ts';
import type { ListNode } from './node.ts';

/** What the parses of one text share: its tokens, the functions known, the templates found, and how deep it is nested. */
export interface ParseContext {
  readonly source: Source;
  readonly tokens: readonly Token[];
  readonly hasFunction: (name: string) => boolean;
  readonly trees: Map<string, ListNode>;
  readonly maxDepth: number;
  next: number;
  depth: number;
}

/** The state of parsing one template body: Go's three-token lookahead, and the variables in scope. */
export class Tree {
  readonly context: ParseContext;
  name: string;
  variables: string[] = ['$'];
  rangeDepth = 0;
  /** Offset of the left delimiter of the action being parsed, undefined outside actions. */
  actionPos: number | undefined;
  readonly #tokens: [Token, Token, Token];
  #peeked = 0;

  constructor(context: ParseContext, name: string) {
    this.context = context;
    this.name = name;
    const none: Token = { kind: 'eof', pos: 0, text: '' };
    this.#tokens = [none, none, none];
  }

  #read(): Token {
    const { tokens } = this.context;
    const token = tokens[Math.min(this.context.next, tokens.length - 1)] ?? this.#tokens[0];
    this.context.next++;
    return token;
  }

  next(): Token {
    if (this.#peeked > 0) this.#peeked--;
    else this.#tokens[0] = this.#read();
    return this.#tokens[this.#peeked] ?? this.#tokens[0];
  }

  backup(): void {
    this.#peeked++;
  }

  /** Pushes back one token besides the last one read. */
  backup2(token: Token): void {
    this.#tokens[1] = token;
    this.#peeked = 2;
  }

  /** Pushes back two tokens, the earlier one first, besides the last one read. */
  backup3(earlier: Token, later: Token): void {
    this.#tokens[1] = later;
    this.#tokens[2] = earlier;
    this.#peeked = 3;
  }

  peek(): Token {
    if (this.#peeked > 0) return this.#tokens[this.#peeked - 1] ?? this.#tokens[0];
    this.#peeked = 1;
    this.#tokens[0] = this.#read();
    return this.#tokens[0];
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === 'space') token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup();
    return token;
  }

  expect(kinds: readonly TokenKind[], where: string): Token {
    const token = this.nextNonSpace();
    return kinds.includes(token.kind) ? token : this.unexpected(token, where);
  }

  /** Throws a syntax error at the last token read, where Go reports it too. */
  fail(message: string): never {
    const { source } = this.context;
    const { line, column, byteColumn } = source.locate(this.#tokens[0].pos);
    throw new TemplateError(`template: ${source.name}:${line}:${byteColumn}: ${message}`, {
      code: message.startsWith('nesting deeper') ? 'TEMPLATE_LIMIT' : 'TEMPLATE_SYNTAX',
      template: source.name,
      line,
      column,
      remedy: remedyFor(message),
    });
  }

  unexpected(token: Token, where: string): never {
    if (token.kind !== 'error') return this.fail(`unexpected ${describeToken(token)} in ${where}`);
    const { source } = this.context;
    const started = this.actionPos === undefined ? undefined : source.line(this.actionPos);
    if (started === undefined || started === source.line(token.pos)) return this.fail(token.text);
    const action = token.text.endsWith(' action') ? '' : ' in action';
    return this.fail(`${token.text}${action} started at ${source.name}:${started}`);
  }

  /** Runs `parse` one nesting level deeper; refuses to nest beyond the limit, which Go does not have. */
  nested<R>(parse: () => R): R {
    if (this.context.depth >= this.context.maxDepth) this.fail(`nesting deeper than ${this.context.maxDepth} levels`);
    this.context.depth++;
    const result = parse();
    this.context.depth--;
    return result;
  }

  /** Enters a parsed body under its name. An empty body neither replaces nor conflicts with another. */
  add(root: ListNode): void {
    const { trees } = this.context;
    const existing = trees.get(this.name);
    if (existing === undefined || isEmpty(existing)) trees.set(this.name, root);
    else if (!isEmpty(root)) this.fail(`template: multiple definition of template ${quote(this.name)}`);
  }
}

/** Whether a body is nothing but white space. */
function isEmpty(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && node.text.trim() === '');
}
