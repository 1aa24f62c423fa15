import { printable, textWidth } from './width.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Columns in the order they first appear in the rows, headings in capitals, two blanks between; empty for no rows. */
export function formatTable(rows: readonly Row[], style: (heading: string) => string = (heading) => heading): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const headings = columns.map(headingOf);
  const cells = rows.map((row) => columns.map((column) => printable(cellText(row[column]))));
  const own = cells.map((line) => line.map(textWidth));
  const widths = headings.map((heading, index) =>
    own.reduce((widest, line) => Math.max(widest, line[index] ?? 0), textWidth(heading)),
  );
  const layout = (line: readonly string[], taken: readonly number[]): string =>
    line
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - (taken[index] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = cells.map((line, index) => layout(line, own[index] ?? []));
  return [style(layout(headings, headings.map(textWidth))), ...lines].map((line) => `${line}\n`).join('');
}

/** `imageName` → `IMAGE NAME`. */
function headingOf(column: string): string {
  return column.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toUpperCase();
}

/** Lists joined by commas, mappings as `key=value`, nothing for what is not there. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(cellText).join(',');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, inner]) => `${key}=${cellText(inner)}`)
      .join(' ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
