/** A comment ends with its line: what follows a line break would be a statement. */
export function oneLine(value: string): string {
  return value.replace(/\p{Cc}/gu, ' ');
}

/** A string of dhcpd.conf(5): double quotes, backslash escapes, no control characters. */
export function text(value: string): string {
  return `"${oneLine(value).replace(/["\\]/g, '\\$&')}"`;
}

/** Raw octets as dhcpd.conf(5) writes them: colon-separated hex. */
export function octets(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** Names of host declarations hold no blanks or punctuation beyond dash, dot and underscore. */
export function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_');
}

/**
 * Name of the host declaration of a device: two devices never have the same, and none depends on another. The last dash ends
 * the name of the node; whatever of the device's is no letter, digit or dot is its UTF-8 octets in hex (`ib-0`: `ib_2d0`).
 */
export function hostIdentifier(node: string, device: string): string {
  const escaped = device.replace(/[^A-Za-z0-9.]/gu, (sign) => `_${Buffer.from(sign).toString('hex')}`);
  return `${identifier(node)}-${escaped}`;
}

/** Lines two columns further in. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}
