/**
 * iPXE splits a command at white space and knows no quotes; `${…}` is expanded before anything else, and cannot be
 * written literally. What is shown is therefore cleaned, and what must arrive unchanged is checked.
 */

/** Text for `echo`: one line, no expansion, no operators. */
export function shown(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\$\{/g, '$ {')
    .split(/\s+/)
    .map((word) => (word === '||' || word === '&&' ? word.slice(1) : word))
    .join(' ')
    .trim();
}

/** Why a word cannot stand in an iPXE command, or undefined when it can. */
export function unwritable(word: string): string | undefined {
  if (/[^\x21-\x7e]/.test(word)) return 'blanks, control or non-ASCII characters';
  if (word.includes('${')) return '"${", which iPXE expands';
  if (word === '||' || word === '&&' || word.startsWith('#')) return 'a word that is an operator or a comment to iPXE';
  return undefined;
}
