import { concatBytes, viewOf } from '../bytes.ts';
import { dhcp6FieldInvalid } from '../errors.ts';
import type { Dhcp6Option } from './message.ts';

const OPTION_HEADER = 4;

/** A sequence of options, as in a message or in an IA; `undefined` when one is cut off. Total. */
export function decodeDhcp6Options(bytes: Uint8Array): Dhcp6Option[] | undefined {
  const view = viewOf(bytes);
  const options: Dhcp6Option[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + OPTION_HEADER > bytes.length) return undefined;
    const code = view.getUint16(offset);
    const start = offset + OPTION_HEADER;
    offset = start + view.getUint16(offset + 2);
    if (offset > bytes.length) return undefined;
    options.push({ code, value: bytes.subarray(start, offset) });
  }
  return options;
}

/** A sequence of options. @throws {@link WireError} `DHCP6_FIELD_INVALID` */
export function encodeDhcp6Options(options: readonly Dhcp6Option[]): Uint8Array {
  return concatBytes(
    options.flatMap(({ code, value }) => {
      checkDhcp6Number('option code', code, 0xffff);
      checkDhcp6Number('length of an option', value.length, 0xffff);
      return [Uint8Array.of(code >>> 8, code & 255, value.length >>> 8, value.length & 255), value];
    }),
  );
}

/** @throws {@link WireError} `DHCP6_FIELD_INVALID` */
export function checkDhcp6Number(field: string, value: number, limit: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= limit) return;
  throw dhcp6FieldInvalid(field, String(value), `a whole number from 0 to ${limit}`);
}
