import * as wire from './constants.ts';

/** Octets that options may take in each field of a packet, their End included; 0 for a field that is not free. */
export interface OptionRoom {
  readonly options: number;
  readonly file: number;
  readonly sname: number;
}

/** One occurrence of an option; values of several with the same code are joined by who reads them (RFC 3396). */
export type OptionPart = readonly [code: number, value: Uint8Array];

/** What stands in each field; option 52 is among the parts of the options field. */
export type SpreadOptions = Readonly<Record<keyof OptionRoom, readonly OptionPart[]>>;

interface Field {
  room: number;
  readonly parts: OptionPart[];
}

const END_SIZE = 1;
const OVERLOAD_SIZE = 3;
const PART_MAX = 255;

/**
 * Spreads options that do not fit the options field over `file` and `sname` (RFC 2132 §9.3). An option stays whole where
 * it fits a field and is split otherwise, its parts in the order a client reads them: options, `file`, `sname` (RFC 3396
 * §5). Those in `last` stay at the end of the options field. Undefined when there is no room for all.
 */
export function spreadOptions(
  options: Iterable<OptionPart>,
  last: readonly OptionPart[],
  room: OptionRoom,
): SpreadOptions | undefined {
  const reserved = last.reduce((size, [, value]) => size + partsSize(value.length), END_SIZE + OVERLOAD_SIZE);
  const main = fieldOf(room.options - reserved);
  const file = fieldOf(room.file - END_SIZE);
  const sname = fieldOf(room.sname - END_SIZE);
  for (const option of options) if (!place(option, [main, file, sname])) return undefined;
  const overload = (file.parts.length > 0 ? 1 : 0) + (sname.parts.length > 0 ? 2 : 0);
  const mark: OptionPart[] = overload === 0 ? [] : [[wire.OPTION_OVERLOAD, Uint8Array.of(overload)]];
  return { options: [...main.parts, ...mark, ...last], file: file.parts, sname: sname.parts };
}

/** Octets of an option with this many octets of value, all its parts counted. */
export function partsSize(length: number): number {
  return length + 2 * Math.max(1, Math.ceil(length / PART_MAX));
}

function fieldOf(room: number): Field {
  return { room, parts: [] };
}

function place([code, value]: OptionPart, fields: readonly Field[]): boolean {
  const whole = fields.find((field) => field.room >= partsSize(value.length));
  if (whole !== undefined) {
    whole.parts.push([code, value]);
    whole.room -= partsSize(value.length);
    return true;
  }
  let from = 0;
  for (const field of fields) {
    while (field.room > 2 && from < value.length) {
      const part = value.subarray(from, from + Math.min(PART_MAX, field.room - 2));
      field.parts.push([code, part]);
      field.room -= 2 + part.length;
      from += part.length;
    }
  }
  return value.length > 0 && from === value.length;
}
