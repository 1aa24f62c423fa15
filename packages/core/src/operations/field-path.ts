import { operationErrors } from '../errors/operations.ts';

const KEY = /(?:"((?:[^"\\]|\\.)*)"|([^."[\]=]+))(\.|$)/y;

/** Keys of a dotted field path: `networkDevices.default.mtu`; keys holding dots stand in quotes: `tags."a.b"`. */
export function parseFieldPath(text: string): string[] {
  const keys: string[] = [];
  const pattern = new RegExp(KEY);
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw operationErrors.fieldPath(text);
    const [, quoted, plain = '', dot] = match;
    keys.push(quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, '$1'));
    if (dot === '.' && pattern.lastIndex === text.length) throw operationErrors.fieldPath(text);
  }
  if (keys.length === 0) throw operationErrors.fieldPath(text);
  return keys;
}
