/** An IPv4 network. Addresses are unsigned 32-bit numbers. */
export interface Cidr {
  /** The address as written, host bits included: `10.0.0.1` of `10.0.0.1/22`. */
  readonly address: number;
  readonly network: number;
  readonly prefix: number;
  readonly netmask: number;
  readonly broadcast: number;
  contains(address: number): boolean;
}

/** IPv4 addresses from `first` to `last`, both included. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
  readonly size: number;
  contains(address: number): boolean;
}

const ZERO = 48;
const DOT = 46 - ZERO;
const PREFIX_LENGTH = /^(?:\d|[12]\d|3[0-2])$/;

/**
 * The address as an unsigned 32-bit number, or `undefined`. Only four decimal octets without leading zeros, which some
 * parsers read as octal (CVE-2021-29921 and others).
 */
export function parseIPv4(text: string): number | undefined {
  let address = 0;
  let octets = 0;
  let octet = 0;
  let digits = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const digit = index === text.length ? DOT : text.charCodeAt(index) - ZERO;
    if (digit === DOT) {
      if (digits === 0 || octet > 255) return undefined;
      address = address * 256 + octet;
      octets += 1;
      octet = 0;
      digits = 0;
    } else if (digit >= 0 && digit <= 9 && digits < 3 && (digits === 0 || octet !== 0)) {
      octet = octet * 10 + digit;
      digits += 1;
    } else return undefined;
  }
  return octets === 4 ? address : undefined;
}

/** Dotted quad of an unsigned 32-bit number. */
export function formatIPv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The netmask of a prefix length from 0 to 32: `22` gives `255.255.252.0`. */
export function netmaskOf(prefix: number): number {
  return prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
}

/** The prefix length of a netmask, or `undefined` when its ones are not contiguous. */
export function prefixOf(netmask: number): number | undefined {
  const prefix = Math.clz32(~netmask);
  return netmaskOf(prefix) === netmask ? prefix : undefined;
}

/** `10.0.0.0/22` (or an interface address such as `10.0.0.1/22`), or `undefined`. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = parseIPv4(text.slice(0, Math.max(slash, 0)));
  const prefixText = text.slice(slash + 1);
  if (address === undefined || !PREFIX_LENGTH.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  const netmask = netmaskOf(prefix);
  const network = (address & netmask) >>> 0;
  const broadcast = (network | ~netmask) >>> 0;
  const contains = (other: number): boolean => (other & netmask) >>> 0 === network;
  return Object.freeze({ address, network, prefix, netmask, broadcast, contains });
}

/** `10.0.1.1-10.0.1.255`, or a single address as a range of one; `undefined` when malformed or running backwards. */
export function parseRange(text: string): Ipv4Range | undefined {
  const [firstText = '', lastText = firstText, ...rest] = text.split('-').map((part) => part.trim());
  const first = parseIPv4(firstText);
  const last = parseIPv4(lastText);
  if (first === undefined || last === undefined || rest.length > 0 || last < first) return undefined;
  const contains = (address: number): boolean => address >= first && address <= last;
  return Object.freeze({ first, last, size: last - first + 1, contains });
}
