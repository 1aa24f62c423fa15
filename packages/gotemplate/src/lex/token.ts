import { quote } from '../format/quote.ts';
import { byteLength } from '../value/bytes.ts';

/** Token kinds of Go's template lexer. Those of `keywords` print as `<word>` in messages. */
export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

type Keyword =
  | 'block'
  | 'break'
  | 'continue'
  | 'dot'
  | 'define'
  | 'else'
  | 'end'
  | 'if'
  | 'nil'
  | 'range'
  | 'template'
  | 'with';

export const keywords: ReadonlyMap<string, Keyword> = new Map([
  ['.', 'dot'],
  ...(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with'] as const).map(
    (word) => [word, word] as const,
  ),
]);

const keywordKinds: ReadonlySet<string> = new Set(keywords.values());

export interface Token {
  readonly kind: TokenKind;
  /** Offset in the template's text, in UTF-16 code units. */
  readonly pos: number;
  /** The token's text, or the message of an error. */
  readonly text: string;
}

/** A token as Go's parser names it in messages. */
export function describeToken(token: Token): string {
  if (token.kind === 'eof') return 'EOF';
  if (token.kind === 'error') return token.text;
  if (keywordKinds.has(token.kind)) return `<${token.text}>`;
  if (byteLength(token.text) > 10) return `${quote(Array.from(token.text).slice(0, 10).join(''))}...`;
  return quote(token.text);
}
