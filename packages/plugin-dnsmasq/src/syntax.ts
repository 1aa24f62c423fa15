/** One line without control characters: what follows a line break would be a line of its own. */
export function oneLine(value: string): string {
  return value.replace(/\p{Cc}/gu, ' ');
}

/** A value between commas: quoted where dnsmasq would see a separator, a comment or an address in it. */
export function quoted(value: string): string {
  return `"${oneLine(value).replace(/["\\]/g, '\\$&')}"`;
}

/** Tags hold no commas or colons: what is no letter, digit, dot, dash or underscore is its UTF-8 octets, `%` before the hex. */
export function tag(prefix: string, name: string): string {
  return `${prefix}-${escaped(name, /[^A-Za-z0-9._-]/gu)}`;
}

/** The tag of a device of a node, which no other has: its last dash ends the name of the node. */
export function hostTag(node: string, device: string): string {
  return `${tag('host', node)}-${escaped(device, /[^A-Za-z0-9._]/gu)}`;
}

function escaped(text: string, signs: RegExp): string {
  return text.replace(signs, (sign) => `%${Buffer.from(sign).toString('hex')}`);
}

/** Raw value of an option: hex with colons, which dnsmasq knows a single octet by only with its suffix. */
export function octets(bytes: Uint8Array): string {
  if (bytes.length === 1) return `${bytes[0] ?? 0}b`;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
