import { parseMac, parseUuid } from '@muster/wire';
import type { RegistryProblem } from './problem.ts';
import { unfitForStation } from './station-mac.ts';

/** One machine of a vendor's list. */
export interface MacListRow {
  /** 1-based. */
  readonly line: number;
  /** Lower-case with colons. */
  readonly mac: string;
  readonly serial?: string;
  readonly assetTag?: string;
  readonly uuid?: string;
}

export interface MacList {
  readonly rows: readonly MacListRow[];
  /** True when lines held columns that no heading named. */
  readonly ignoredColumns: boolean;
  readonly problems: readonly RegistryProblem[];
}

type Column = 'mac' | 'serial' | 'assetTag' | 'uuid';

const HEADINGS: Readonly<Record<string, Column>> = {
  mac: 'mac',
  macaddress: 'mac',
  hwaddr: 'mac',
  hardwareaddress: 'mac',
  serial: 'serial',
  serialnumber: 'serial',
  servicetag: 'serial',
  sn: 'serial',
  asset: 'assetTag',
  assettag: 'assetTag',
  uuid: 'uuid',
};

/**
 * Reads a list of MAC addresses, one machine a line: any notation, columns separated by commas, semicolons, tabs or blanks, a
 * heading line or none, `#` comments, blank lines, Windows line ends and a byte order mark. A heading line names the columns
 * (mac, serial, asset tag, uuid); without one the MAC address is found by its form.
 */
export function parseMacList(text: string, file: string): MacList {
  const rows: MacListRow[] = [];
  const problems: RegistryProblem[] = [];
  let columns: readonly (Column | undefined)[] | undefined;
  let ignoredColumns = false;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = index + 1;
    const cells = cellsOf(raw.replace(/(^|\s)#.*$/, ''));
    if (cells.length === 0) continue;
    if (columns === undefined && rows.length === 0 && problems.length === 0) {
      columns = headingsOf(cells);
      if (columns !== undefined) {
        ignoredColumns = columns.includes(undefined);
        continue;
      }
    }
    const found = columns === undefined ? byForm(cells) : byHeading(cells, columns);
    if (typeof found === 'string') {
      const remedy =
        'write one MAC address such as 52:54:00:12:34:56 on the line, or name the columns in a first line (mac, serial, …)';
      problems.push({ sentence: found, remedy, where: { file, line } });
    } else {
      const unfit = unfitForStation(found.mac);
      if (unfit !== undefined) {
        const remedy = "write the machine's own address, or take the line out";
        problems.push({ sentence: `holds ${found.mac}, ${unfit}`, remedy, where: { file, line } });
      }
      rows.push({ line, ...found });
      ignoredColumns ||= columns === undefined && cells.length > 1;
    }
  }
  return { rows, ignoredColumns, problems };
}

function cellsOf(line: string): string[] {
  const text = line.trim();
  if (text === '') return [];
  const separator = text.includes('\t') ? '\t' : text.includes(';') ? ';' : text.includes(',') ? ',' : /\s+/;
  return text.split(separator).map((cell) =>
    cell
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .trim(),
  );
}

function headingsOf(cells: readonly string[]): (Column | undefined)[] | undefined {
  const columns = cells.map((cell) => {
    const word = cell.toLowerCase().replace(/[^a-z]/g, '');
    return Object.hasOwn(HEADINGS, word) && parseMac(cell) === undefined ? HEADINGS[word] : undefined;
  });
  return columns.includes('mac') ? columns : undefined;
}

function byHeading(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
): Omit<MacListRow, 'line'> | string {
  const cell = (column: Column): string => cells[columns.indexOf(column)] ?? '';
  const mac = parseMac(cell('mac'));
  if (mac === undefined) return `${JSON.stringify(cell('mac'))} is not a MAC address`;
  const uuid = cell('uuid') === '' ? '' : parseUuid(cell('uuid'));
  if (uuid === undefined) return `${JSON.stringify(cell('uuid'))} is not a UUID`;
  return {
    mac,
    ...(cell('serial') === '' ? {} : { serial: cell('serial') }),
    ...(cell('assetTag') === '' ? {} : { assetTag: cell('assetTag') }),
    ...(uuid === '' ? {} : { uuid }),
  };
}

/** A serial number of twelve hexadecimal digits looks like a bare MAC address, so spellings with separators go first. */
function byForm(cells: readonly string[]): Omit<MacListRow, 'line'> | string {
  const candidates = cells.filter((cell) => parseMac(cell) !== undefined);
  const separated = candidates.filter((cell) => /[:.-]/.test(cell));
  const chosen = separated.length > 0 ? separated : candidates;
  if (chosen.length > 1) return `the line holds ${chosen.length} MAC addresses (${chosen.join(', ')})`;
  const mac = parseMac(chosen[0] ?? '');
  return mac === undefined ? `${JSON.stringify(cells.join(' '))} holds no MAC address` : { mac };
}
