/** Longest path looked up, in characters. */
const MAX_LENGTH = 1024;

/**
 * The path of a file name as firmware sends it: backslashes count as slashes (Windows boot managers), leading and
 * repeated slashes do not matter (shim asks for `//grubx64.efi`). Undefined for what could lead out of the served tree
 * or into a terminal: `..`, control characters, endless names.
 */
export function normalizePath(filename: string): string | undefined {
  if (filename.length > MAX_LENGTH || hasControl(filename)) return undefined;
  const segments = filename.split(/[/\\]+/).filter((segment) => segment !== '' && segment !== '.');
  if (segments.length === 0 || segments.includes('..')) return undefined;
  return `/${segments.join('/')}`;
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
