import { formatTable, type Row } from './table.ts';

/** Formats a user can choose with `--output`. */
export const FORMATS = ['table', 'json', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

/** Turns values into the text of one format. */
export interface Formatter {
  readonly format: Format;
  /** Records as a table for people, or whole for programs. */
  rows(rows: readonly Row[], style?: (heading: string) => string): string;
  /** One value of a stream, which a program can read before the next one comes. */
  item(value: unknown): string;
  /** One thing: its rows as a table for people, the value itself for programs. */
  value(value: unknown, rows: readonly Row[], style?: (heading: string) => string): string;
}

/** The formatter of a format. YAML's library is loaded only for YAML: help and tables start without it. */
export async function createFormatter(format: Format): Promise<Formatter> {
  if (format === 'table') {
    return { format, rows: formatTable, value: (_value, rows, style) => formatTable(rows, style), item: jsonLine };
  }
  if (format === 'json') {
    const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
    return { format, rows: text, value: text, item: jsonLine };
  }
  const text = await yamlText();
  return { format, rows: text, value: text, item: (value) => `---\n${text(value)}` };
}

function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

async function yamlText(): Promise<(value: unknown) => string> {
  const { stringify } = await import('yaml');
  return (value) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
