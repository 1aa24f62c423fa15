import { decodeText, encodeText } from '../value/bytes.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const escapeForm = /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/y;

interface Unquoted {
  /** Code point, or the value of a byte escape. */
  readonly code: number;
  readonly isByte: boolean;
  readonly end: number;
}

/** One character or escape of a quoted literal (Go's `strconv.UnquoteChar`); undefined if it is malformed. */
export function unquoteChar(text: string, at: number, mark: string): Unquoted | undefined {
  const code = text.codePointAt(at);
  if (code === undefined || text[at] === mark) return undefined;
  if (text[at] !== '\\') return { code, isByte: false, end: at + (code > 0xffff ? 2 : 1) };
  escapeForm.lastIndex = at;
  const match = escapeForm.exec(text);
  if (match === null) return undefined;
  const [whole, letter, byte, short, long, octal] = match;
  const end = at + whole.length;
  if (letter !== undefined) {
    if (letter === "'" || letter === '"')
      return letter === mark ? { code: letter.charCodeAt(0), isByte: false, end } : undefined;
    return { code: (simple[letter] ?? '').charCodeAt(0), isByte: false, end };
  }
  if (byte !== undefined) return { code: Number.parseInt(byte, 16), isByte: true, end };
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 255 ? undefined : { code: value, isByte: true, end };
  }
  const point = Number.parseInt(short ?? long ?? '', 16);
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? undefined : { code: point, isByte: false, end };
}

/** The text of a string literal in either kind of quotes (Go's `strconv.Unquote`); undefined if an escape is malformed. */
export function unquote(literal: string): string | undefined {
  if (literal.startsWith('`')) return literal.slice(1, -1).replaceAll('\r', '');
  const end = literal.length - 1;
  let text = '';
  let bytes = false;
  for (let at = 1; at < end; ) {
    const char = unquoteChar(literal, at, '"');
    if (char === undefined) return undefined;
    const byte = char.isByte && char.code > 0x7f;
    text += byte ? String.fromCharCode(0xdc00 + char.code) : String.fromCodePoint(char.code);
    bytes ||= byte;
    at = char.end;
  }
  return bytes ? decodeText(encodeText(text)) : text;
}
