import { parseCidr, parseIPv4 } from '@muster/wire';
import { compare, FACTS, type Fact, MAYBE, type Values } from './conditions.ts';
import { isObject, type Json, listIn, numberIn, objectIn, textIn } from './nft-json.ts';
import type { AddressRange, Condition, Packet } from './types.ts';

/** Sets and maps of a table by name, as libnftables-json(5) lists them. */
export type NamedSets = ReadonlyMap<string, Json>;

const NEVER: Condition = () => 'no';

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

/** A port of a protocol is a test of the protocol as well. */
function about(left: unknown, condition: Condition): Condition {
  const protocol = textIn(objectIn(left, 'payload'), 'protocol');
  if (protocol !== 'udp' && protocol !== 'tcp') return condition;
  return (packet) => (packet.protocol === protocol ? condition(packet) : 'no');
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
    const from = op === '>' ? only.first + 1 : op === '>=' ? only.first : 0;
    const to = op === '<' ? only.first - 1 : op === '<=' ? only.first : HIGHEST;
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

/** A number, an IPv4 address, a range or a prefix of them. */
function rangeOf(value: unknown): AddressRange | undefined {
  const prefix = objectIn(value, 'prefix');
  if (prefix !== undefined) {
    const cidr = parseCidr(`${textIn(prefix, 'addr') ?? ''}/${numberIn(prefix, 'len') ?? ''}`);
    return cidr && { first: cidr.network, last: cidr.broadcast };
  }
  const [first, last] = listIn(value, 'range').map(numberOf);
  if (first !== undefined && last !== undefined) return { first, last };
  const single = numberOf(value);
  return single === undefined ? undefined : { first: single, last: single };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? parseIPv4(value) : undefined;
}
