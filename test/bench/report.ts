import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LabError } from '../lab/index.ts';
import { type Comparison, figuresOf, goalText } from './comparison.ts';
import type { Machine } from './machine.ts';

export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly rows: readonly Comparison[];
}

const DOCUMENT = fileURLToPath(new URL('../../../../docs/benchmarks.md', import.meta.url));
const BEGIN = '<!-- results: written by npm run bench -- --write -->';
const END = '<!-- end of results -->';
const HEADINGS = ['measured', 'Muster', 'beside', '', 'Muster / beside', 'goal', 'met'];

/** All values of all rounds, with what is made of them, on standard output. */
export function printJson({ machine, rounds, rows }: Results): void {
  const full = rows.map((row) => ({ ...row, ...figuresOf(row), values: row.ours }));
  process.stdout.write(`${JSON.stringify({ machine, rounds, rows: full }, undefined, 2)}\n`);
}

/** Plain lines in columns on standard output. */
export function printLines(results: Results): void {
  const table = [HEADINGS, ...results.rows.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const lines = table.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  process.stdout.write(`\n${about(results)}\n\n${lines.join('\n')}\n`);
}

/** Replaces what stands between the marks of docs/benchmarks.md. */
export async function writeDocument(results: Results): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new LabError(
      'BENCH_DOCUMENT',
      `${DOCUMENT} lacks the marks for results.`,
      `Put back "${BEGIN}" and "${END}".`,
    );
  }
  const line = (cellsOfLine: readonly string[]): string => `| ${cellsOfLine.join(' | ')} |`;
  const table = [HEADINGS, HEADINGS.map(() => '---'), ...results.rows.map(cells)].map(line).join('\n');
  const written = `${BEGIN}\n\n${about(results)}\n\n${table}\n\n${END}`;
  await writeFile(DOCUMENT, text.slice(0, begin) + written + text.slice(end + END.length));
}

function about({ machine, rounds }: Results): string {
  const { date, processor, system, node, load } = machine;
  return `${date}; ${processor}; ${system}; Node.js ${node}; medians of ${rounds} rounds; load average before: ${load.toFixed(1)}`;
}

function cells(row: Comparison): string[] {
  const { ours, theirs, ratio, met } = figuresOf(row);
  return [
    row.what,
    shown(ours, row.unit),
    row.beside?.name ?? '',
    theirs === undefined ? '' : shown(theirs, row.unit),
    ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
    goalText(row),
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

function shown(value: number, unit: string): string {
  if (Number.isNaN(value) || (value === 0 && unit === '/s')) return 'none';
  return `${value < 10 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
