import { readFile } from 'node:fs/promises';
import { parseMac, parseUuid } from '@muster/wire';
import { writeFileDurably } from '../artifact/durable-file.ts';
import { cleanText } from './clean-text.ts';
import type { UnknownMachine } from './types.ts';

const TEXTS = ['serial', 'assetTag', 'manufacturer', 'product', 'vendorClass', 'relay', 'network'] as const;
const MORE_TEXTS = ['address', 'clientClass', 'note'] as const;

/** Asset tags are keys to some sites: nobody but the server reads the file. */
const MODE = 0o600;

/** Machines of a file; none when there is no such file or it cannot be read, for machines that wait ask again anyway. */
export async function readMachines(file: string): Promise<readonly UnknownMachine[]> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(read) ? read.flatMap(machineOf) : [];
  } catch {
    return [];
  }
}

export async function writeMachines(file: string, machines: readonly UnknownMachine[]): Promise<void> {
  await writeFileDurably(file, `${JSON.stringify(machines)}\n`, MODE);
}

function machineOf(value: unknown): UnknownMachine[] {
  if (typeof value !== 'object' || value === null) return [];
  const given = value as Record<string, unknown>;
  const mac = parseMac(textOf(given.mac) ?? '');
  const uuid = parseUuid(textOf(given.uuid) ?? '');
  const { firstSeen, lastSeen, addressed, asked, introduced } = given;
  if (mac === undefined || typeof firstSeen !== 'number' || typeof lastSeen !== 'number') return [];
  const texts = TEXTS.map((key) => [key, cleanText(textOf(given[key]))] as const);
  const more = MORE_TEXTS.map((key) => [key, textOf(given[key])] as const);
  return [
    {
      ...Object.fromEntries([...texts, ...more].filter(([, text]) => text !== undefined)),
      mac,
      ...(uuid === undefined ? {} : { uuid }),
      firstSeen,
      lastSeen,
      ...(typeof addressed === 'number' ? { addressed } : {}),
      asked: typeof asked === 'number' ? asked : 0,
      introduced: introduced === true,
    },
  ];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
