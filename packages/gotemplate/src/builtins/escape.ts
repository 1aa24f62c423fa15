import { isPrint } from '../format/quote.ts';
import { isEscapedByte } from '../value/bytes.ts';

const html: Readonly<Record<string, string>> = {
  '\0': '\ufffd',
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
};

/** Go's `html` escapes. */
export function escapeHtml(text: string): string {
  return text.replace(/[\0"'&<>]/g, (char) => html[char] ?? char);
}

const script: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

function escapeScriptRune(rune: string): string {
  const code = rune.codePointAt(0) ?? 0;
  // A byte that is no UTF-8 reads as U+FFFD, which is printable, and is written as it was.
  if (isEscapedByte(rune) || (code >= 0x80 && isPrint(rune))) return rune;
  return script[rune] ?? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Go's `js` escapes: for text inside a JavaScript string. */
export function escapeScript(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are escaped
  return text.replace(/[\\'"<>&=\x00-\x1f]|[^\x00-\x7f]/gu, escapeScriptRune);
}

/** Go's `url.QueryEscape`. */
export function escapeQuery(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(char)) text += char;
    else text += char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return text;
}
