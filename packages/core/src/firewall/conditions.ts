import type { AddressRange, Condition, Packet, Truth } from './types.ts';

/** A fact of a packet that rules compare: what it may be, as a range of numbers, or one of several words. */
export type Fact = AddressRange | readonly string[];

/** One side of a comparison, in the same kinds: ranges of numbers and words; `open`: more may be in it than is known. */
export interface Values {
  readonly ranges: readonly AddressRange[];
  readonly words: readonly string[];
  readonly open?: boolean;
}

/** Whether a fact is among the values. */
export function among(fact: Fact, { ranges, words, open }: Values): Truth {
  const truth = isRange(fact) ? rangeAmong(fact, ranges) : wordAmong(fact, words);
  return truth === 'no' && open === true ? 'maybe' : truth;
}

function isRange(fact: Fact): fact is AddressRange {
  return 'first' in fact;
}

function rangeAmong(fact: AddressRange, ranges: readonly AddressRange[]): Truth {
  if (ranges.some(({ first, last }) => first <= fact.first && fact.last <= last)) return 'yes';
  return ranges.some(({ first, last }) => first <= fact.last && fact.first <= last) ? 'maybe' : 'no';
}

/** A fact of several words is one of them, nobody knows which. A value may end in `*`. */
function wordAmong(fact: readonly string[], words: readonly string[]): Truth {
  const hits = fact.filter((word) => words.some((value) => matchesWord(word, value))).length;
  return hits === 0 ? 'no' : hits === fact.length ? 'yes' : 'maybe';
}

function matchesWord(word: string, value: string): boolean {
  return value.endsWith('*') ? word.startsWith(value.slice(0, -1)) : word === value;
}

export function not(truth: Truth): Truth {
  return truth === 'maybe' ? 'maybe' : truth === 'yes' ? 'no' : 'yes';
}

/** A comparison of a fact; `maybe` for packets whose fact is not known. */
export function compare(factOf: (packet: Packet) => Fact | undefined, values: Values, negated: boolean): Condition {
  return (packet) => {
    const fact = factOf(packet);
    const truth = fact === undefined ? 'maybe' : among(fact, values);
    return negated ? not(truth) : truth;
  };
}

/** What rules look at, by a name of our own. A packet that comes in is the first of its flow. */
export const FACTS = {
  protocol: ({ protocol }: Packet): Fact => [protocol],
  destinationPort: ({ port }: Packet): Fact => ({ first: port, last: port }),
  sourcePort: ({ sourcePort }: Packet): Fact =>
    sourcePort === undefined ? { first: 1024, last: 65_535 } : { first: sourcePort, last: sourcePort },
  source: ({ source }: Packet): Fact => source,
  destination: ({ destination }: Packet): Fact => destination,
  device: ({ device }: Packet): Fact | undefined => (device === undefined ? undefined : [device]),
  state: (): Fact => ['new'],
  castType: ({ cast }: Packet): Fact => [cast],
  packetType: ({ cast }: Packet): Fact => [cast === 'local' ? 'host' : cast],
  network: ({ family }: Packet): Fact => [family],
};

export const MAYBE: Condition = () => 'maybe';
