import { fromHex, toHex } from './bytes.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A UUID in lower-case canonical text, or `undefined`. */
export function parseUuid(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  return UUID.test(lower) ? lower : undefined;
}

/**
 * The 16 octets of a UUID as SMBIOS stores them, as the usual text. SMBIOS (DSP0134 §7.2.1) keeps the first three
 * fields little-endian, and firmware puts those octets unchanged into option 97, while dmidecode, GRUB and iPXE's
 * `${uuid}` print big-endian text; so the server swaps before comparing. `undefined` unless there are 16 octets.
 */
export function uuidFromSmbios(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 16) return undefined;
  const hex = toHex(swapFields(bytes));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The octets SMBIOS stores for a UUID in text, or `undefined` when the text is none. */
export function uuidToSmbios(text: string): Uint8Array | undefined {
  const uuid = parseUuid(text);
  return uuid === undefined ? undefined : swapFields(fromHex(uuid.replaceAll('-', '')));
}

function swapFields(bytes: Uint8Array): Uint8Array {
  const swapped = Uint8Array.from(bytes);
  swapped.subarray(0, 4).reverse();
  swapped.subarray(4, 6).reverse();
  swapped.subarray(6, 8).reverse();
  return swapped;
}
