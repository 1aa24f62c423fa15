import { byteLength, isEscapedByte, sliceBytes } from '../value/bytes.ts';
import { lowerRune, titleRune, upperRune } from '../value/letter-case.ts';

const goSpace = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const spaces = new RegExp(goSpace);
const outerSpaces = new RegExp(`^${goSpace}+|${goSpace}+$`, 'g');
const wordStart = new RegExp(`(^|[\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f]|${goSpace})(\\p{L})`, 'gu');

/** Go's `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  return text.replace(outerSpaces, '');
}

export function deleteSpaces(text: string): string {
  return text.replaceAll(new RegExp(spaces, 'g'), '');
}

/** Go's `strings.Map`: a byte that is no UTF-8 becomes U+FFFD. */
function mapRunes(text: string, map: (rune: string) => string): string {
  return Array.from(text, (rune) => (isEscapedByte(rune) ? '\ufffd' : map(rune))).join('');
}

/** Go's `strings.ToUpper`. */
export function upper(text: string): string {
  return mapRunes(text, upperRune);
}

/** Go's `strings.ToLower`. */
export function lower(text: string): string {
  return mapRunes(text, lowerRune);
}

/** Go's `strings.Title`: a capital at the start of each word. */
export function title(text: string): string {
  const capitals = text.replace(wordStart, (_, before: string, letter: string) => before + titleRune(letter));
  return mapRunes(capitals, (rune) => rune);
}

/** Sprig's `untitle`: a small letter at the start of each word between spaces. */
export function untitle(text: string): string {
  let atStart = true;
  return mapRunes(text, (rune) => {
    const mapped = atStart ? lowerRune(rune) : rune;
    atStart = spaces.test(rune);
    return mapped;
  });
}

/** Go's `strings.Trim` with a set of characters. */
export function trimSet(set: string, text: string): string {
  const members = new Set(set);
  const runes = Array.from(text);
  let start = 0;
  let end = runes.length;
  while (start < end && members.has(runes[start] ?? '')) start++;
  while (end > start && members.has(runes[end - 1] ?? '')) end--;
  return runes.slice(start, end).join('');
}

export function trimPrefix(prefix: string, text: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

export function trimSuffix(suffix: string, text: string): string {
  return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}

/** Go's `strings.SplitN`: at most `limit` parts; negative is all, 0 none. An empty separator splits into characters. */
export function split(separator: string, text: string, limit = -1): string[] {
  if (limit === 0) return [];
  if (separator !== '' || limit < 0) {
    const parts = separator === '' ? characters(text) : text.split(separator);
    return limit < 0 || parts.length <= limit
      ? parts
      : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
  }
  const runes = Array.from(text);
  if (runes.length <= limit) return characters(text);
  return [...characters(text).slice(0, limit - 1), runes.slice(limit - 1).join('')];
}

/** Go's `explode`: of bytes that are no UTF-8 only the last stays one. */
function characters(text: string): string[] {
  return Array.from(text).map((rune, i, all) => (i < all.length - 1 && isEscapedByte(rune) ? '\ufffd' : rune));
}

/** Go's `strings.ReplaceAll`; an empty text to replace is found before each character and at the end. */
export function replaceAll(text: string, old: string, replacement: string): string {
  if (old === '')
    return (
      replacement +
      Array.from(text)
        .map((rune) => rune + replacement)
        .join('')
    );
  return text.split(old).join(replacement);
}

/** Go's `s[start:end]`, with the panics Go gives for bounds outside. */
export function substring(text: string, start: number | undefined, end: number | undefined): string {
  const length = byteLength(text);
  const out = 'runtime error: slice bounds out of range';
  if (end !== undefined && (end < 0 || end > length)) {
    throw new Error(end < 0 ? `${out} [:${end}]` : `${out} [:${end}] with length ${length}`);
  }
  if (start !== undefined && start > (end ?? length)) throw new Error(`${out} [${start}:${end ?? length}]`);
  return sliceBytes(text, start ?? 0, end ?? length);
}

/** Sprig's `trunc`: the first bytes, or the last ones if the count is negative. */
export function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0) return length + count > 0 ? sliceBytes(text, length + count, length) : text;
  return length > count ? sliceBytes(text, 0, count) : text;
}
