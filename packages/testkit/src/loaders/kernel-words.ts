/** A kernel parameter: `name`, or `name=value` with the kernel's quotes taken away. */
export interface KernelWord {
  readonly name: string;
  readonly value: string | undefined;
}

/** The words of a kernel command line as Linux reads them (`next_arg`, lib/cmdline.c): quotes hold blanks together. */
export function kernelWords(commandLine: string): readonly KernelWord[] {
  const words: KernelWord[] = [];
  let rest = commandLine.trimStart();
  while (rest !== '') {
    const end = endOfWord(rest);
    words.push(readWord(rest.slice(0, end)));
    rest = rest.slice(end).trimStart();
  }
  return words;
}

/** What an argument of a boot is meant to be: one word, also where it holds blanks and no quotes around them. */
export function meantWord(argument: string): KernelWord {
  return endOfWord(argument) === argument.length ? readWord(argument) : split(argument);
}

function endOfWord(text: string): number {
  let quoted = false;
  for (const [at, character] of [...text].entries()) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && /\s/.test(character)) return [...text].slice(0, at).join('').length;
  }
  return text.length;
}

function readWord(word: string): KernelWord {
  if (word.startsWith('"')) return split(word.slice(1).replace(/"$/, ''));
  const { name, value } = split(word);
  return { name, value: value?.startsWith('"') === true ? value.slice(1).replace(/"$/, '') : value };
}

function split(text: string): KernelWord {
  const at = text.indexOf('=', 1);
  return at < 0 ? { name: text, value: undefined } : { name: text.slice(0, at), value: text.slice(at + 1) };
}
