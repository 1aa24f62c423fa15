import { addressRange } from './addresses.ts';
import { compare, FACTS, type Fact, MAYBE, type Values } from './conditions.ts';
import { isObject, type Json, listIn, numberIn, objectIn, textIn } from './nft-json.ts';
import type { AddressRange, Condition, Packet } from './types.ts';

/** Sets and maps of a table by name, as libnftables-json(5) lists them. */
export type NamedSets = ReadonlyMap<string, Json>;

const NEVER: Condition = () => 'no';

/** Whose header each protocol of a payload is in. */
const HEADER: Readonly<Record<string, (packet: Packet) => boolean>> = {
  udp: ({ protocol }) => protocol === 'udp',
  tcp: ({ protocol }) => protocol === 'tcp',
  ip: ({ family }) => family === 'ipv4',
  ip6: ({ family }) => family === 'ipv6',
};

/** Left sides we know the packet's answer to. */
const META: Readonly<Record<string, keyof typeof FACTS>> = {
  l4proto: 'protocol',
  iif: 'device',
  iifname: 'device',
  nfproto: 'network',
  pkttype: 'packetType',
};

/** A `match` statement of libnftables-json(5): `maybe` whenever it looks at something that is not known here. */
export function nftMatch(match: Json, sets: NamedSets): Condition {
  const { left, right, op } = match;
  const asks = factAsked(left);
  // nft asks for the protocol first, so that a negated test fails as well.
  if (asks === 'never') return NEVER;
  if (asks === undefined) return MAYBE;
  const values = valuesOf(right, sets, typeof op === 'string' ? op : '==');
  return values === undefined ? MAYBE : about(left, compare(asks, values, op === '!='));
}

/** The condition that the key of a verdict map has one of its values. */
export function nftKeyIs(key: unknown, value: unknown, sets: NamedSets): Condition {
  return nftMatch({ op: '==', left: key, right: value }, sets);
}

/** A field of a header is a test for that header as well. */
function about(left: unknown, condition: Condition): Condition {
  const has = HEADER[textIn(objectIn(left, 'payload'), 'protocol') ?? ''];
  return has === undefined ? condition : (packet) => (has(packet) ? condition(packet) : 'no');
}

function factAsked(left: unknown): ((packet: Packet) => Fact | undefined) | 'never' | undefined {
  const meta = META[textIn(objectIn(left, 'meta'), 'key') ?? ''];
  if (meta !== undefined) return FACTS[meta];
  if (textIn(objectIn(left, 'ct'), 'key') === 'state') return FACTS.state;
  const fib = objectIn(left, 'fib');
  if (textIn(fib, 'result') === 'type' && listIn(fib, 'flags').includes('daddr')) return FACTS.castType;
  return payloadAsked(objectIn(left, 'payload'));
}

function payloadAsked(payload: Json | undefined): ((packet: Packet) => Fact) | 'never' | undefined {
  const protocol = textIn(payload, 'protocol');
  switch (protocol) {
    case 'udp':
    case 'tcp':
    case 'th':
      return { dport: FACTS.destinationPort, sport: FACTS.sourcePort }[textIn(payload, 'field') ?? ''];
    case 'ip':
      return { saddr: FACTS.source, daddr: FACTS.destination, protocol: FACTS.protocol }[
        textIn(payload, 'field') ?? ''
      ];
    case 'ip6':
      return { saddr: FACTS.source, daddr: FACTS.destination, nexthdr: FACTS.protocol }[textIn(payload, 'field') ?? ''];
    case 'icmp':
    case 'icmpv6':
    case 'igmp':
    case 'sctp':
    case 'dccp':
      return 'never';
    default:
      return undefined;
  }
}

const HIGHEST = 2 ** 32 - 1;

/** undefined for values of a kind we do not know. */
function valuesOf(right: unknown, sets: NamedSets, op: string): Values | undefined {
  const only = rangeOf(right);
  if (only !== undefined && (op === '<' || op === '<=' || op === '>' || op === '>=')) {
    const { first } = only;
    if (typeof first === 'bigint') return undefined;
    const from = op === '>' ? first + 1 : op === '>=' ? first : 0;
    const to = op === '<' ? first - 1 : op === '<=' ? first : HIGHEST;
    return { ranges: [{ first: from, last: to }], words: [] };
  }
  if (typeof right === 'string' && right.startsWith('@')) return named(sets.get(right.slice(1)));
  const elements = Array.isArray(right) ? (right as readonly unknown[]) : isObject(right) ? members(right) : [right];
  return collect(elements);
}

function members(right: Json): readonly unknown[] {
  return 'set' in right ? (Array.isArray(right.set) ? (right.set as readonly unknown[]) : [right.set]) : [right];
}

/** A named set; packets, or time, change one that is dynamic or has a timeout. */
function named(set: Json | undefined): Values | undefined {
  const values = set && collect(listIn(set, 'elem'));
  const changes = [set?.flags].flat().some((flag) => flag === 'dynamic' || flag === 'timeout');
  return values && { ...values, open: changes };
}

function collect(elements: readonly unknown[]): Values | undefined {
  const ranges: AddressRange[] = [];
  const words: string[] = [];
  for (const element of elements) {
    const value = objectIn(element, 'elem')?.val ?? element;
    const range = rangeOf(value);
    if (range !== undefined) ranges.push(range);
    else if (typeof value === 'string') words.push(value);
    else return undefined;
  }
  return { ranges, words };
}

/** A number, an address, a range or a prefix of them. */
function rangeOf(value: unknown): AddressRange | undefined {
  const prefix = objectIn(value, 'prefix');
  if (prefix !== undefined) {
    return addressRange(`${textIn(prefix, 'addr') ?? ''}/${numberIn(prefix, 'len') ?? ''}`);
  }
  const [from, to] = listIn(value, 'range').map(single);
  return from !== undefined && to !== undefined ? { first: from.first, last: to.last } : single(value);
}

function single(value: unknown): AddressRange | undefined {
  if (typeof value === 'number') return { first: value, last: value };
  return typeof value === 'string' && !value.includes('/') ? addressRange(value) : undefined;
}
