/** A table of cells; bars in cells are escaped. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return `${line(headings)}${line(headings.map(() => '---'))}${rows.map(line).join('')}`;
}

/** Text in code style. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** First line of every generated page. */
export const GENERATED = '<!-- Generated from the code by "npm run docs"; a test keeps it current. -->\n';
