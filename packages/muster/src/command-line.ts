/** Options that take the next word, wherever they stand. */
const WITH_VALUE = new Set(['--config', '--output']);

/** The words of a command line up to `count`, without options and their values: what command is meant. */
export function leadingWords(argv: readonly string[], count: number): string[] {
  const words: string[] = [];
  for (let at = 0; at < argv.length && words.length < count; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (WITH_VALUE.has(word)) at += 1;
    else if (!word.startsWith('-')) words.push(word);
  }
  return words;
}

/** The value of `--config` before commander has parsed the line; it decides which plugins bring commands. */
export function configOption(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--config' || word.startsWith('--config='));
  const word = argv[at];
  if (word === undefined) return undefined;
  return word === '--config' ? argv[at + 1] : word.slice('--config='.length);
}
