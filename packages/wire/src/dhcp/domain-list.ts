import { encodeText } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import type { OptionType } from './option-type.ts';

// Letters, digits, hyphen (RFC 1123 §2.1) and the underscore that sites use. Nothing else gets into a search list.
const LABEL = /^[A-Za-z0-9_-]{1,63}$/;
/** Most octets of a name on the wire, length octets and root included (RFC 1035 §2.3.4). */
const NAME_LIMIT = 255;

/** Domain search list (RFC 3397), names without the final dot. Compression is read but not written. */
export const domainList: OptionType<string[]> = {
  encode: (names) => Uint8Array.from(names.flatMap(encodeName)),
  decode(bytes) {
    const names: string[] = [];
    let offset = 0;
    while (offset < bytes.length) {
      const found = decodeName(bytes, offset);
      if (found === undefined) return undefined;
      names.push(found.name);
      offset = found.next;
    }
    return names.length > 0 ? names : undefined;
  },
  format: (names) => names.join(', '),
};

function encodeName(name: string): number[] {
  const labels = name.replace(/\.$/, '').split('.');
  const octets = [...labels.flatMap((label) => [label.length, ...encodeText(label)]), 0];
  if (!labels.every((label) => LABEL.test(label)) || octets.length > NAME_LIMIT) {
    throw dhcpValueInvalid(
      'domain name',
      JSON.stringify(name),
      'labels of up to 63 letters, digits, "-" and "_" with dots between them',
    );
  }
  return octets;
}

function decodeName(bytes: Uint8Array, start: number): { name: string; next: number } | undefined {
  const labels: string[] = [];
  let size = 1;
  let offset = start;
  let next: number | undefined;
  // A pointer must lead to before the name or the pointer target it stands in, so that no chain of them can loop.
  let barrier = start;
  for (;;) {
    const length = bytes[offset];
    if (length === undefined) return undefined;
    if (length === 0) {
      return labels.length > 0 ? { name: labels.join('.'), next: next ?? offset + 1 } : undefined;
    }
    if (length >= 0xc0) {
      const low = bytes[offset + 1];
      if (low === undefined) return undefined;
      next ??= offset + 2;
      offset = ((length & 0x3f) << 8) | low;
      if (offset >= barrier) return undefined;
      barrier = offset;
      continue;
    }
    const label = String.fromCharCode(...bytes.subarray(offset + 1, offset + 1 + length));
    size += 1 + length;
    if (length > 63 || label.length !== length || !LABEL.test(label) || size > NAME_LIMIT) return undefined;
    labels.push(label);
    offset += 1 + length;
  }
}
