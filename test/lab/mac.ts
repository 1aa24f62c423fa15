import { createHash, randomBytes } from 'node:crypto';

/**
 * A MAC address under 52:54:00 (QEMU's), fresh for every call, or always the same for the same `seed`. GRUB reuses its TCP source
 * ports and sequence numbers, so a boot after a killed one wants another MAC and address.
 */
export function labMac(seed?: string): string {
  const tail = seed === undefined ? randomBytes(3) : createHash('sha256').update(seed).digest().subarray(0, 3);
  return `52:54:00:${(tail.toString('hex').match(/../g) ?? []).join(':')}`;
}
