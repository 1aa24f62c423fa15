import { parseCidr, parseCidr6, parseIPv4, parseIPv6 } from '@muster/wire';
import type { AddressRange } from './types.ts';

/** An address or a network (`10.0.0.0/22`, `fe80::/10`) as a range; undefined for text that is neither. */
export function addressRange(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  if (cidr !== undefined) return { first: cidr.network, last: cidr.broadcast };
  const cidr6 = parseCidr6(text);
  if (cidr6 !== undefined) {
    const first = numberOf6(cidr6.network) ?? 0n;
    return { first, last: first + (1n << BigInt(128 - cidr6.prefix)) - 1n };
  }
  const single = parseIPv4(text) ?? numberOf6(text);
  return single === undefined ? undefined : { first: single, last: single };
}

function numberOf6(text: string): bigint | undefined {
  const octets = parseIPv6(text);
  return octets && BigInt(`0x${Buffer.from(octets).toString('hex')}`);
}
