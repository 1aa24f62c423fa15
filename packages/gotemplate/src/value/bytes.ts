// Go strings are bytes. Text is kept as a JavaScript string; a byte that is not part of valid UTF-8 (from "\xff" or from
// slicing inside a character) is the lone surrogate U+DC00 + byte, which no valid UTF-8 decodes to.
const escapedByte = /[\u{DC80}-\u{DCFF}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the definition of ASCII
const ascii = /^[\x00-\x7f]*$/;

/** Whether a text holds a byte that is not part of valid UTF-8. */
export function isEscapedByte(text: string): boolean {
  return escapedByte.test(text);
}

export function isAscii(text: string): boolean {
  return ascii.test(text);
}

/** Length in bytes, as Go's `len` counts. */
export function byteLength(text: string): number {
  return escapedByte.test(text) ? encodeText(text).length : Buffer.byteLength(text);
}

/** The exact bytes of a template's text: UTF-8, with bytes that were never valid UTF-8 as they were. */
export function encodeText(text: string): Uint8Array {
  if (!escapedByte.test(text)) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  for (const part of text.split(/([\u{DC80}-\u{DCFF}])/u)) {
    parts.push(escapedByte.test(part) ? Uint8Array.of(part.charCodeAt(0) - 0xdc00) : Buffer.from(part, 'utf8'));
  }
  return Buffer.concat(parts);
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  // RFC 3629 section 4: the second byte excludes overlong forms, surrogates and code points beyond U+10FFFF.
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

/** The text of bytes; the inverse of `encodeText`. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += buffer.toString('utf8', start, at) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      start = at + 1;
    }
    at += length === 0 ? 1 : length;
  }
  return text + buffer.toString('utf8', start);
}

/** A text put together of pieces: bytes that make up a character only now become that character. */
export function joinedText(text: string): string {
  return escapedByte.test(text) ? decodeText(encodeText(text)) : text;
}

/** The part of a text between two byte offsets, which must lie within it. */
export function sliceBytes(text: string, start: number, end: number): string {
  return isAscii(text) ? text.slice(start, end) : decodeText(encodeText(text).subarray(start, end));
}

/** Orders as Go does, by bytes. It differs from JavaScript's order only where a surrogate meets U+E000–U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return aboveSurrogates(x) - aboveSurrogates(y);
  }
  return a.length - b.length;
}

function aboveSurrogates(unit: number): number {
  return unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}
