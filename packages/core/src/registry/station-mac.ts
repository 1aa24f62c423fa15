/**
 * Why a machine cannot have this hardware address (canonical form), or undefined: all zeros is what vendors and firmware
 * write where an address is missing, and an odd first octet marks groups and broadcasts (IEEE 802-2014 §8.2.2).
 * InfiniBand's 20 octets have no such bit.
 */
export function unfitForStation(mac: string): string | undefined {
  if (/^[0:]+$/.test(mac)) return 'which stands for no address';
  if (mac.length === 17 && Number.parseInt(mac.slice(0, 2), 16) % 2 === 1) return 'which is the address of a group';
  return undefined;
}
