import type { TextSink } from '../io.ts';

/** Lines drawn over and over in the same place of a terminal. */
export function createRedraw(sink: TextSink): { readonly draw: (lines: readonly string[]) => void } {
  let height = 0;
  return {
    draw: (lines) => {
      // Up to the first line, then erase to the end of the screen (ECMA-48 CPL and ED).
      const home = height === 0 ? '' : `\u001b[${height}F`;
      sink.write(`${home}\u001b[J${lines.map((line) => `${line}\n`).join('')}`);
      height = lines.length;
    },
  };
}
