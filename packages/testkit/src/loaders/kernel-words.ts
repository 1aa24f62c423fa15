/** A kernel parameter: `name`, or `name=value` with the kernel's quotes taken away. */
export interface KernelWord {
  readonly name: string;
  readonly value: string | undefined;
}

/** What Linux takes for white space (`isspace`, lib/ctype.c), octet by octet: in UTF-8 the last is the end of letters such as "à". */
const BLANK = /[ \t\n\v\f\r\xa0]/;

/** The words of a kernel command line as Linux reads them (`next_arg`, lib/cmdline.c): quotes hold blanks together. */
export function kernelWords(commandLine: string): readonly KernelWord[] {
  const words: string[] = [];
  let rest = octets(commandLine);
  for (;;) {
    while (BLANK.test(rest[0] ?? '')) rest = rest.slice(1);
    if (rest === '') return words.map(readWord);
    const end = endOfWord(rest);
    words.push(Buffer.from(rest.slice(0, end), 'latin1').toString('utf8'));
    rest = rest.slice(end);
  }
}

/** What an argument of a boot is meant to be: one word, also where it holds blanks and no quotes around them. */
export function meantWord(argument: string): KernelWord {
  const text = octets(argument);
  return endOfWord(text) === text.length ? readWord(argument) : split(argument);
}

function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function endOfWord(text: string): number {
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && BLANK.test(text[at] ?? '')) return at;
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
