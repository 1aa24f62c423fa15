import { stringify } from 'yaml';
import { formatTable, type Row } from './table.ts';

/** Formats a user can choose with `--output`. */
export const FORMATS = ['table', 'json', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

/** Records as a table for people, or whole for programs. */
export function formatRows(rows: readonly Row[], format: Format, style?: (heading: string) => string): string {
  return format === 'table' ? formatTable(rows, style) : formatValue(rows, format);
}

/** Any value as JSON (two blanks deep) or YAML. */
export function formatValue(value: unknown, format: Exclude<Format, 'table'>): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : stringify(value, { lineWidth: 0 });
}
