/** A line of an iPXE script: a label, a command, both or nothing. */
export interface IpxeLine {
  readonly label: string | undefined;
  readonly words: readonly string[];
}

/** Lines of a script, or undefined when iPXE takes the text for none. A backslash at its end continues a line (`image/script.c`). */
export function readIpxeScript(text: string): readonly IpxeLine[] | undefined {
  if (!/^#!(?:ipxe|gpxe)\s/.test(text)) return undefined;
  const lines: IpxeLine[] = [];
  let begun = '';
  for (const fragment of text.split('\n')) {
    begun += fragment.replace(/\r$/, '');
    if (begun.endsWith('\\')) {
      begun = begun.slice(0, -1);
      continue;
    }
    lines.push(readLine(begun));
    begun = '';
  }
  return lines;
}

function readLine(line: string): IpxeLine {
  const [first, ...rest] = wordsOf(line);
  if (first?.startsWith(':') === true) return { label: first.slice(1), words: rest };
  return { label: undefined, words: first === undefined ? [] : [first, ...rest] };
}

/** There are no quotes: words end at white space of ASCII (`core/exec.c`). */
export function wordsOf(line: string): string[] {
  return line.split(/[ \t\n\v\f\r]+/).filter((word) => word !== '');
}
