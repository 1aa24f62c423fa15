import { parseQuery, shownQuery } from '@muster/core';

/** Longest path looked up, in characters. */
const MAX_LENGTH = 1024;
/** A request may be 64 KiB of name, from anybody; what is served is far shorter. */
const LONGEST_SHOWN = 256;

/** What a file name asks for. */
export interface AskedPath {
  readonly path: string;
  /** Behind a `?`, as in a URL: loaders carry a boot's token in it. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * The path of a file name as firmware sends it: backslashes count as slashes (Windows boot managers), leading and
 * repeated slashes do not matter (shim asks for `//grubx64.efi`). Undefined for what could lead out of the served tree
 * or into a terminal: `..`, control characters, endless names.
 */
export function askedPath(filename: string): AskedPath | undefined {
  if (filename.length > MAX_LENGTH || hasControl(filename)) return undefined;
  const { name, query } = split(filename);
  const segments = name.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..')) return undefined;
  return { path: `/${segments.join('/')}`, query };
}

/** The path, and what is left of it behind each prefix that it begins with (segments, as those of {@link askedPath}). */
export function pathsWithout(path: string, prefixes: readonly string[]): readonly string[] {
  const rests = prefixes.flatMap((prefix) => {
    const normal = askedPath(prefix)?.path;
    return normal !== undefined && path.startsWith(`${normal}/`) ? path.slice(normal.length) : [];
  });
  return [path, ...rests];
}

/** A file name for logs: short, and without what proves a machine. */
export function shownName(filename: string): string {
  const { name, query } = split(filename.slice(0, MAX_LENGTH));
  const shown = `${name}${shownQuery(query)}`;
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
}

function split(filename: string): { readonly name: string; readonly query: AskedPath['query'] } {
  const mark = filename.indexOf('?');
  if (mark < 0) return { name: filename, query: {} };
  return { name: filename.slice(0, mark), query: parseQuery(filename.slice(mark + 1)) };
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
