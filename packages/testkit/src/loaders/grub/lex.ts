/** A piece of a word: text that nothing happens to, or a variable; `splits` where blanks in its value part words. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly splits: boolean };

export type Token =
  | {
      readonly kind: 'word';
      readonly pieces: readonly Piece[] /** As written, when nothing in it is quoted. */;
      readonly plain: string | undefined;
    }
  | { readonly kind: 'end'; readonly text: '\n' | ';' }
  | { readonly kind: 'symbol'; readonly text: string };

/** The script is none: GRUB refuses all of it. */
export class GrubSyntaxError extends Error {
  override readonly name = 'GrubSyntaxError';
}

const VARIABLE = /^\$(?:\{([A-Za-z_]\w*|\d+|[?#*@])\}|([A-Za-z_]\w*|\d+|[?#*@]))/;
const SYMBOL = /^(?:\|\||&&|;;|[{}|&<>])/;

/** Words, ends of statements and symbols of a script (GRUB 2.06, script/yylex.l). @throws {GrubSyntaxError} */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const blank = /^(?:[ \t]|\\\n)+/.exec(rest)?.[0] ?? /^#[^\n]*/.exec(rest)?.[0];
    if (blank !== undefined) {
      rest = rest.slice(blank.length);
      continue;
    }
    const symbol = SYMBOL.exec(rest)?.[0];
    if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else if (rest[0] === '\n' || rest[0] === ';') tokens.push({ kind: 'end', text: rest[0] });
    else {
      const { token, length } = wordAt(rest);
      tokens.push(token);
      rest = rest.slice(length);
      continue;
    }
    rest = rest.slice(symbol?.length ?? 1);
  }
  return tokens;
}

function wordAt(text: string): { readonly token: Token; readonly length: number } {
  const pieces: Piece[] = [];
  let at = 0;
  let plain = true;
  while (at < text.length && !/[ \t\n;{}|&<>]/.test(text[at] ?? '')) {
    const rest = text.slice(at);
    const piece = pieceAt(rest);
    pieces.push(...piece.pieces);
    plain &&= piece.plain;
    at += piece.length;
  }
  const written = plain ? text.slice(0, at) : undefined;
  return { token: { kind: 'word', pieces, plain: written }, length: at };
}

interface ReadPiece {
  readonly pieces: readonly Piece[];
  readonly length: number;
  readonly plain: boolean;
}

function pieceAt(rest: string): ReadPiece {
  const [first] = rest;
  if (first === "'") return singleQuoted(rest);
  if (first === '"') return doubleQuoted(rest, 0);
  if (rest.startsWith('$"')) return doubleQuoted(rest, 1);
  if (first === '\\') {
    if (rest.length === 1) throw new GrubSyntaxError('the script ends with a backslash');
    const text = rest[1] === '\n' ? '' : (rest[1] ?? '');
    return { pieces: [{ kind: 'text', text, quoted: true }], length: 2, plain: false };
  }
  if (first === '$') return variable(rest, true);
  const text = /^[^{}|&$;<> \t\n'"\\]+/.exec(rest)?.[0] ?? '';
  return { pieces: [{ kind: 'text', text, quoted: false }], length: text.length, plain: true };
}

function variable(rest: string, splits: boolean): ReadPiece {
  const [whole, braced, bare] = VARIABLE.exec(rest) ?? [];
  if (whole === undefined) throw new GrubSyntaxError(`"$" before no name: ${JSON.stringify(rest.slice(0, 20))}`);
  return { pieces: [{ kind: 'variable', name: braced ?? bare ?? '', splits }], length: whole.length, plain: false };
}

function singleQuoted(rest: string): ReadPiece {
  const end = rest.indexOf("'", 1);
  if (end < 0) throw new GrubSyntaxError('a single quote is not closed');
  return { pieces: [{ kind: 'text', text: rest.slice(1, end), quoted: true }], length: end + 1, plain: false };
}

/** Between double quotes a backslash takes the meaning of `$`, `"` and itself, hides a new line, and else stays. */
function doubleQuoted(rest: string, from: number): ReadPiece {
  const pieces: Piece[] = [{ kind: 'text', text: '', quoted: true }];
  let at = from + 1;
  for (;;) {
    const here = rest.slice(at);
    if (here === '') throw new GrubSyntaxError('a double quote is not closed');
    if (here[0] === '"') return { pieces, length: at + 1, plain: false };
    const escaped = /^\\([\s\S])/.exec(here);
    if (escaped !== null) {
      const [, next = ''] = escaped;
      const text = next === '\n' ? '' : '$"\\'.includes(next) ? next : `\\${next}`;
      pieces.push({ kind: 'text', text, quoted: true });
      at += 2;
    } else if (here[0] === '$') {
      const piece = variable(here, false);
      pieces.push(...piece.pieces);
      at += piece.length;
    } else {
      const text = /^[^"\\$]+/.exec(here)?.[0] ?? '';
      pieces.push({ kind: 'text', text, quoted: true });
      at += text.length;
    }
  }
}
