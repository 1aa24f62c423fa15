import { createHash } from 'node:crypto';
import { encodeText } from '../value/bytes.ts';
import { type FuncMap, goFunc, goVariadic } from '../value/func.ts';
import { isTrue } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { decodeBase64 } from './base64.ts';
import { reflectKind } from './cast.ts';

function digest(algorithm: string) {
  return goFunc(['string'], (text) => createHash(algorithm).update(encodeText(text)).digest('hex'));
}

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of encodeText(text)) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return String(b * 65536 + a);
}

/** Go's `path.Clean`. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}

function baseName(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const base = goFunc(['string'], baseName);
const dir = goFunc(['string'], (path) => cleanPath(path.slice(0, path.lastIndexOf('/') + 1)));
const clean = goFunc(['string'], cleanPath);
const ext = goFunc(['string'], extension);
const isAbs = goFunc(['string'], (path) => path.startsWith('/'));

function notEmpty(value: unknown): boolean {
  return isTrue(value);
}

/** Sprig's functions on defaults, types, paths, encodings and digests, and `fail`. */
export const miscFuncs: FuncMap = {
  default: goVariadic(['any'], 'any', (fallback, ...given) => (isTrue(given[0]) ? given[0] : fallback)),
  empty: goFunc(['any'], (value) => !isTrue(value)),
  coalesce: goVariadic([], 'any', (...values) => values.find(notEmpty) ?? null),
  all: goVariadic([], 'any', (...values) => values.every(notEmpty)),
  any: goVariadic([], 'any', (...values) => values.some(notEmpty)),
  ternary: goFunc(['any', 'any', 'bool'], (yes, no, condition) => (condition ? yes : no)),
  typeOf: goFunc(['any'], shownType),
  typeIs: goFunc(['string', 'any'], (type, value) => type === shownType(value)),
  typeIsLike: goFunc(['string', 'any'], (type, value) => [type, `*${type}`].includes(shownType(value))),
  kindOf: goFunc(['any'], reflectKind),
  kindIs: goFunc(['string', 'any'], (kind, value) => kind === reflectKind(value)),
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
  b64enc: goFunc(['string'], (text) => Buffer.from(encodeText(text)).toString('base64')),
  b64dec: goFunc(['string'], decodeBase64),
  sha1sum: digest('sha1'),
  sha256sum: digest('sha256'),
  adler32sum: goFunc(['string'], adler32),
  fail: goFunc(['string'], (message) => {
    throw new Error(message);
  }),
};

function shownType(value: unknown): string {
  return value === null ? '<nil>' : typeName(value);
}
