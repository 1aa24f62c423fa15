import { concatBytes, encodeText, fromHex } from '../bytes.ts';
import { WireError } from '../errors.ts';
import { parseCidr, parseIPv4 } from '../ipv4.ts';
import { type ClasslessRoute, classlessRoutes } from './classless-routes.ts';
import { domainList } from './domain-list.ts';
import type { OptionValueKind } from './option-names.ts';
import { flag, i32, ip, ips, type OptionType, u8, u16, u16List, u32 } from './option-type.ts';

/** More than any option needs; what all options of an answer may hold together is decided by the client. */
const MOST_OCTETS = 1024;
const HEX = /^hex:((?:[0-9a-f]{2}(?:[: ]?[0-9a-f]{2})*)?)$/i;

/** What each kind of value has to be, for sentences that end in it. Every kind may be `hex:` and octets as well. */
export const VALUE_WORDS: Readonly<Record<OptionValueKind, string>> = {
  address: 'an IPv4 address',
  addresses: 'one or more IPv4 addresses',
  'address-pairs': 'pairs of IPv4 addresses such as "10.1.0.0 10.0.0.254"',
  uint8: 'a whole number from 0 to 255',
  uint16: 'a whole number from 0 to 65535',
  uint16s: 'one or more whole numbers from 0 to 65535',
  uint32: 'a whole number from 0 to 4294967295',
  int32: 'a whole number from -2147483648 to 2147483647',
  flag: 'true or false',
  text: 'text that is not empty',
  domains: 'one or more domain names',
  routes: 'one or more routes such as "10.1.0.0/16 via 10.0.0.254" or "default via 10.0.0.254"',
  octets: 'octets such as hex:01:02:0a, or text',
};

/**
 * The octets of an option from a value as people write it in YAML: text, number, true or false, a list, or several
 * values in one text with commas between them; `hex:0a0b` or `hex:0a:0b` for an option of any kind. Undefined when the
 * value is not of that kind, empty, or above 1024 octets. Total.
 */
export function encodeOptionValue(kind: OptionValueKind, value: unknown): Uint8Array | undefined {
  const hex = typeof value === 'string' ? HEX.exec(value.trim())?.[1] : undefined;
  const bytes = hex === undefined ? encoded(kind, value) : fromHex(hex.replace(/[: ]/g, ''));
  return bytes === undefined || bytes.length === 0 || bytes.length > MOST_OCTETS ? undefined : bytes;
}

function encoded(kind: OptionValueKind, value: unknown): Uint8Array | undefined {
  switch (kind) {
    case 'address':
      return single(value, parseIPv4, ip);
    case 'addresses':
      return several(value, parseIPv4, ips);
    case 'address-pairs':
      return several(value, pair, pairs);
    case 'uint8':
      return single(value, whole, u8);
    case 'uint16':
      return single(value, whole, u16);
    case 'uint16s':
      return several(value, whole, u16List);
    case 'uint32':
      return single(value, whole, u32);
    case 'int32':
      return single(value, whole, i32);
    case 'flag':
      return single(value, truth, flag);
    case 'domains':
      return several(value, (text) => text, domainList);
    case 'routes':
      return several(value, route, classlessRoutes);
    case 'text':
    case 'octets':
      return typeof value === 'string' && !value.startsWith('hex:') ? encodeText(value) : undefined;
  }
}

type Parse<T> = (text: string) => T | undefined;
type Writer<T> = Pick<OptionType<T>, 'encode'>;

function single<T>(value: unknown, parse: Parse<T>, type: Writer<T>): Uint8Array | undefined {
  const parsed = isAtom(value) ? parse(String(value).trim()) : undefined;
  return parsed === undefined ? undefined : written(type, parsed);
}

function several<T>(value: unknown, parse: Parse<T>, type: Writer<T[]>): Uint8Array | undefined {
  const items: unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
  const parsed = items.map((item) => (isAtom(item) ? parse(String(item).trim()) : undefined));
  const valid = parsed.filter((item) => item !== undefined);
  return valid.length === 0 || valid.length < items.length ? undefined : written(type, valid);
}

function written<T>(type: Writer<T>, value: T): Uint8Array | undefined {
  try {
    return type.encode(value);
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

function isAtom(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function whole(text: string): number | undefined {
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function truth(text: string): boolean | undefined {
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

type Pair = readonly [number, number];

function pair(text: string): Pair | undefined {
  const [first, second, ...rest] = text.split(/\s+/).map(parseIPv4);
  return first === undefined || second === undefined || rest.length > 0 ? undefined : [first, second];
}

const pairs: Writer<Pair[]> = { encode: (values) => concatBytes(values.map((value) => ips.encode([...value]))) };

function route(text: string): ClasslessRoute | undefined {
  const [, to = '', via = ''] = /^(\S+)\s+via\s+(\S+)$/.exec(text) ?? [];
  const cidr = parseCidr(to === 'default' ? '0.0.0.0/0' : to);
  const router = parseIPv4(via);
  return cidr === undefined || router === undefined
    ? undefined
    : { network: cidr.network, prefix: cidr.prefix, router };
}
