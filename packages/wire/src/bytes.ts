const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8Encoder = new TextEncoder();
const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Octets as lower-case hexadecimal digits, two an octet, joined by `separator`. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 1) {
    if (index > 0) text += separator;
    text += hexPairs[bytes[index] ?? 0] ?? '';
  }
  return text;
}

/** Octets of an even number of hexadecimal digits; the caller has checked the digits. */
export function fromHex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >>> 1);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  }
  return bytes;
}

/** UTF-8. Names on the wire are short and ASCII: those are written here, for a call of TextEncoder costs 70 times as much. */
export function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  return writeAscii(text, bytes) ? bytes : utf8Encoder.encode(text);
}

/** Writes `text` as UTF-8 and returns the octets written, or `undefined` when it does not fit. */
export function encodeTextInto(text: string, target: Uint8Array): number | undefined {
  if (text.length <= target.length && writeAscii(text, target)) return text.length;
  const { read, written } = utf8Encoder.encodeInto(text, target);
  return read === text.length ? written : undefined;
}

/** False, with a part of it written, when the text is not ASCII. */
function writeAscii(text: string, target: Uint8Array): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    target[index] = code;
  }
  return true;
}

/** UTF-8 text up to the first NUL; malformed sequences become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  if (end === 0 || bytes.length === 0) return '';
  return utf8Decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** As `target.set(source, offset)`, whose call costs more than the few octets of an option. */
export function copyBytes(source: Uint8Array, target: Uint8Array, offset: number): void {
  if (source.length > 32) target.set(source, offset);
  else for (let index = 0; index < source.length; index += 1) target[offset + index] = source[index] ?? 0;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Text from the network made fit for a terminal or a log: quoted, with control and bidirectional formatting characters
 * escaped, so that a client cannot forge lines or move the cursor.
 */
export function quoteText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
