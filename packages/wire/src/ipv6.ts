import { parseIPv4 } from './ipv4.ts';

/** An IPv6 network. Addresses are 16 octets as on the wire, or text in the form of RFC 5952. */
export interface Cidr6 {
  /** The address as written, host bits included: `fd00:1::1` of `fd00:1::1/64`. */
  readonly address: string;
  readonly network: string;
  readonly prefix: number;
  /** Takes octets, or text in any form. */
  contains(address: Uint8Array | string): boolean;
}

const GROUP = /^[0-9a-fA-F]{1,4}$/;
const PREFIX_LENGTH = /^(?:\d|[1-9]\d|1[01]\d|12[0-8])$/;
const GROUPS = 8;

/**
 * The 16 octets of an address in any form of RFC 4291 §2.2, a dotted quad at its end included; `undefined` for anything else,
 * zone identifiers (`%eth0`) and prefix lengths too.
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const before = groupsOf(head, tail === undefined);
  const after = tail === undefined ? [] : groupsOf(tail, true);
  if (before === undefined || after === undefined) return undefined;
  const zeros = GROUPS - before.length - after.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  const octets = new Uint8Array(16);
  for (const [index, group] of before.entries()) setGroup(octets, index, group);
  for (const [index, group] of after.entries()) setGroup(octets, before.length + zeros + index, group);
  return octets;
}

/** The text of 16 octets in the form of RFC 5952: `fd00:1::1`; IPv4-mapped addresses with their dotted quad (§5). */
export function formatIPv6(octets: Uint8Array): string {
  const groups = Array.from({ length: GROUPS }, (_, index) => groupAt(octets, index));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${octets.subarray(12, 16).join('.')}`;
  }
  const { start, length } = longestZeros(groups);
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return length < 2 ? hex(0, GROUPS) : `${hex(0, start)}::${hex(start + length, GROUPS)}`;
}

/** The usual text of an address in any form, or `undefined`. */
export function canonicalIPv6(text: string): string | undefined {
  const octets = parseIPv6(text);
  return octets && formatIPv6(octets);
}

/** `fd00:1::/64` (or an interface address such as `fd00:1::1/64`), or `undefined`. */
export function parseCidr6(text: string): Cidr6 | undefined {
  const slash = text.indexOf('/');
  const octets = parseIPv6(text.slice(0, Math.max(slash, 0)));
  const prefixText = text.slice(slash + 1);
  if (octets === undefined || !PREFIX_LENGTH.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  const network = masked(octets, prefix);
  const contains = (other: Uint8Array | string): boolean => {
    const bytes = typeof other === 'string' ? parseIPv6(other) : other;
    return bytes?.length === 16 && masked(bytes, prefix).every((octet, index) => octet === network[index]);
  };
  return Object.freeze({ address: formatIPv6(octets), network: formatIPv6(network), prefix, contains });
}

/** Whether these octets are a link-local unicast address (`fe80::/10`, RFC 4291 §2.5.6). */
export function isLinkLocal(octets: Uint8Array): boolean {
  return octets[0] === 0xfe && ((octets[1] ?? 0) & 0xc0) === 0x80;
}

/**
 * The MAC address that an interface identifier was made of (modified EUI-64, RFC 4291 appendix A), six octets; `undefined` for
 * one made otherwise, such as those of RFC 7217.
 */
export function macOfIPv6(octets: Uint8Array): Uint8Array | undefined {
  if (octets.length !== 16 || octets[11] !== 0xff || octets[12] !== 0xfe) return undefined;
  const mac = Uint8Array.of(...octets.subarray(8, 11), ...octets.subarray(13, 16));
  mac[0] = (mac[0] ?? 0) ^ 0x02;
  return mac;
}

/** The groups of one side of `::`, of which the last one of the address may be a dotted quad. */
function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const quad = last && index === parts.length - 1 && part.includes('.') ? parseIPv4(part) : undefined;
    if (quad !== undefined) groups.push(quad >>> 16, quad & 0xffff);
    else if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function setGroup(octets: Uint8Array, index: number, group: number): void {
  octets[2 * index] = group >>> 8;
  octets[2 * index + 1] = group & 255;
}

function groupAt(octets: Uint8Array, index: number): number {
  return ((octets[2 * index] ?? 0) << 8) | (octets[2 * index + 1] ?? 0);
}

/** The first of the longest runs of zero groups (RFC 5952 §4.2.3). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

function masked(octets: Uint8Array, prefix: number): Uint8Array {
  return octets.map((octet, index) => {
    const bits = Math.min(8, Math.max(0, prefix - 8 * index));
    return octet & (0xff00 >>> bits) & 0xff;
  });
}
