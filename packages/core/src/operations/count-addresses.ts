import { formatIPv4, parseCidr, parseIPv4 } from '@muster/wire';
import { operationErrors } from '../errors/operations.ts';

/** `count` addresses from `first` on, each with the prefix length of `first` when it has one. */
export function countAddresses(first: string, count: number): string[] {
  const slash = first.indexOf('/');
  const suffix = slash < 0 ? '' : first.slice(slash);
  const start = slash < 0 ? parseIPv4(first) : parseCidr(first)?.address;
  if (start === undefined) throw operationErrors.address(first);
  if (start + count - 1 > 0xffffffff) throw operationErrors.addressRange(first, count);
  return Array.from({ length: count }, (_, index) => `${formatIPv4(start + index)}${suffix}`);
}
