import { decodeText, encodeText, quoteText } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import type { OptionType } from './option-type.ts';

/**
 * User classes (option 77). Written length-prefixed as RFC 3004 has it. iPXE (and `dhclient`'s usual `send user-class`)
 * sends one bare text instead, `iPXE`, which is read as well: whatever does not divide exactly into length-prefixed
 * parts is one class.
 */
export const userClass: OptionType<string[]> = {
  encode(classes) {
    return Uint8Array.from(
      classes.flatMap((text) => {
        const octets = encodeText(text);
        if (octets.length === 0 || octets.length > 255) {
          throw dhcpValueInvalid('user class', JSON.stringify(text), '1 to 255 octets of text');
        }
        return [octets.length, ...octets];
      }),
    );
  },
  decode(bytes) {
    if (bytes.length === 0) return undefined;
    return (lengthPrefixed(bytes) ?? [bytes]).map(decodeText);
  },
  format: (classes) => classes.map(quoteText).join(', '),
};

function lengthPrefixed(bytes: Uint8Array): Uint8Array[] | undefined {
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const length = bytes[offset] ?? 0;
    const end = offset + 1 + length;
    if (length === 0 || end > bytes.length) return undefined;
    parts.push(bytes.subarray(offset + 1, end));
    offset = end;
  }
  return parts;
}
