/** Escapes text for a systemd unit name (systemd.unit(5), "String Escaping for Inclusion in Unit Names"). */
export function systemdEscape(text: string): string {
  return [...Buffer.from(text, 'utf8')].map((byte, index) => escapeByte(byte, index === 0)).join('');
}

/** The same for a path: slashes at the ends and repeated ones go, and the root is `-`. */
export function systemdEscapePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length === 0 ? '-' : systemdEscape(parts.join('/'));
}

function escapeByte(byte: number, first: boolean): string {
  const character = String.fromCharCode(byte);
  if (character === '/') return '-';
  if (/[A-Za-z0-9:_]/.test(character) || (character === '.' && !first)) return character;
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
