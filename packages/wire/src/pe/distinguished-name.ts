import { decodeText, toHex } from '../bytes.ts';
import { type DerElement, DerTag, inside } from './der.ts';

/** Attributes of a name (X.520), and the one that names it best; others are left out. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['550403', 'CN'],
  ['550406', 'C'],
  ['550407', 'L'],
  ['550408', 'ST'],
  ['55040a', 'O'],
  ['55040b', 'OU'],
]);
const BMP_STRING = 0x1e;

/** `commonName` where there is one, else all of a Name (RFC 5280 §4.1.2.4) as `O=Debian, C=FR`; undefined when it is damaged. */
export function readName(name: DerElement | undefined): string | undefined {
  const sets = inside(name, DerTag.sequence);
  if (sets === undefined) return undefined;
  const parts: string[] = [];
  for (const set of sets) {
    for (const attribute of inside(set, DerTag.set) ?? []) {
      const [type, value] = inside(attribute, DerTag.sequence) ?? [];
      const key = type?.tag === DerTag.oid ? ATTRIBUTES.get(toHex(type.content)) : undefined;
      if (key === undefined || value === undefined) continue;
      const text = textOf(value);
      if (key === 'CN') return text;
      parts.push(`${key}=${text}`);
    }
  }
  return parts.join(', ');
}

/** Control characters, which nobody's name has, become blanks. */
function textOf({ tag, content }: DerElement): string {
  return (tag === BMP_STRING ? fromUcs2(content) : decodeText(content)).replace(/\p{Cc}/gu, ' ');
}

function fromUcs2(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2)
    text += String.fromCharCode((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  return text;
}
