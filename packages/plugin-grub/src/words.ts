/** A word GRUB takes literally: between single quotes nothing is special but the quote itself (GRUB manual, "Quoting"). */
export function quoted(word: string): string {
  return `'${word.replace(/\p{Cc}/gu, ' ').replaceAll("'", "'\\''")}'`;
}

/** Text for `echo`: one line of printable ASCII, quoted. */
export function shown(text: string): string {
  return quoted(text.replace(/[^\x20-\x7e]+/g, ' '));
}
