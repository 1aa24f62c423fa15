const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Go's `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrint(rune: string): boolean {
  return printable.test(rune);
}

const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function quoteRune(rune: string, mark: string, asciiOnly: boolean): string {
  const code = rune.codePointAt(0) ?? 0;
  if (rune === mark) return `\\${mark}`;
  const name = named[rune];
  if (name !== undefined) return name;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (isPrint(rune) && (!asciiOnly || code < 0x80)) return rune;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function quoteWith(text: string, mark: string, asciiOnly: boolean): string {
  let quoted = mark;
  for (const rune of text) quoted += quoteRune(rune, mark, asciiOnly);
  return quoted + mark;
}

/** Go's `strconv.Quote`. */
export function quote(text: string, asciiOnly = false): string {
  return quoteWith(text, '"', asciiOnly);
}

/** The character of a code point; U+FFFD for numbers that are none. */
export function runeText(code: number): string {
  return code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}

/** Go's `strconv.QuoteRune`. */
export function quoteChar(code: number, asciiOnly = false): string {
  return quoteWith(runeText(code), "'", asciiOnly);
}

/** A code point as `%#U` shows it: `U+0040 '@'`. */
export function unicodeName(rune: string): string {
  const code = rune.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrint(rune) ? `${name} '${rune}'` : name;
}

/** Whether text can be a raw string: no control characters but tab, no back quote, no byte order mark. */
export function canBackquote(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\x00-\x08\x0a-\x1f`\x7f\ufeff\ud800-\udfff]/u.test(text);
}
