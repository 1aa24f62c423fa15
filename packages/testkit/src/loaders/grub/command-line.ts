/** `cmdline_size` of Linux on x86, its end not included. */
const MOST = 2047;

/**
 * The kernel command line GRUB makes of words (`grub_create_loader_cmdline`, lib/cmdline.c): a backslash before quotes and
 * backslashes, but for `\xHH`; quotes around a word with a blank; a word that does not fit any more ends it. `BOOT_IMAGE=` is left out again.
 */
export function commandLineOf(image: string, args: readonly string[]): string {
  let line = `BOOT_IMAGE=${escaped(image)}`;
  const own = line.length;
  for (const word of args.map(escaped)) {
    if (line.length + 1 + word.length > MOST) break;
    line += ` ${word}`;
  }
  return line.slice(own + 1);
}

function escaped(word: string): string {
  const text = word.replace(/\\x[\da-f]{2}|["'\\]/gi, (found) => (found.length > 1 ? found : `\\${found}`));
  return word.includes(' ') ? `"${text}"` : text;
}
