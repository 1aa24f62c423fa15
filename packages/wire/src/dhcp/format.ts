import { toHex } from '../bytes.ts';
import { optionByCode } from './options.ts';

/**
 * An option for people, on one line and safe to print: `routers (3): 10.0.0.1`. Unknown options and malformed values
 * are shown as hexadecimal octets.
 */
export function formatOption(code: number, bytes: Uint8Array): string {
  const entry = optionByCode(code);
  if (entry === undefined) return `option ${code}: ${toHex(bytes, ':')}`;
  const value = entry.type.decode(bytes);
  const text = value === undefined ? `malformed ${toHex(bytes, ':')}` : entry.type.format(value);
  return `${entry.name} (${code}): ${text}`;
}
