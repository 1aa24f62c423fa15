import { createHash } from 'node:crypto';
import { formatMac } from '@muster/wire';

/** Bit 1 of the first octet: not a manufacturer's (IEEE 802). */
const LOCAL = 0x02;

/** A locally administered hardware address that goes with a name, always the same. */
export function inventedMac(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 6);
  bytes[0] = ((bytes[0] ?? 0) & 0xfc) | LOCAL;
  return formatMac(bytes);
}
