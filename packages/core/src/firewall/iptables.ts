import { addressRange } from './addresses.ts';
import { compare, FACTS, type Fact, MAYBE } from './conditions.ts';
import type { AddressRange, Chain, Condition, Hook, Packet, Rule, Verdict } from './types.ts';

/** Built-in chains that packets for this machine pass, and the order of the tables there (iptables(8), TABLES). */
const HOOKS: Readonly<Record<string, Hook>> = { PREROUTING: 'prerouting', INPUT: 'input' };
const PRIORITY: Readonly<Record<string, number>> = { raw: -300, mangle: -150, filter: 0, security: 50 };

/** Options that neither decide nor limit whom a rule is for, and how many words follow them. */
const IGNORED: Readonly<Record<string, number>> = { '-m': 1, '--comment': 1, '--reject-with': 1 };

/** Programs that print rules in this form, by whose packets the rules are for. */
export type IptablesFamily = 'iptables' | 'ip6tables';

/** Chains out of what `iptables-save`, `ip6tables-save` print. Options that are not known make a rule one that may match. */
export function parseIptables(text: string, family: IptablesFamily = 'iptables'): Chain[] {
  const chains = new Map<string, Chain & { readonly rules: Rule[] }>();
  let table = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) chains.set(`${table} ${name}`, chainOf(family, table, name, policy === 'DROP'));
    const [, chain, rest] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    if (chain !== undefined) chains.get(`${table} ${chain}`)?.rules.push(...ruleOf(rest ?? '', line));
  }
  return [...chains.values()];
}

/** Names of the tables iptables-save shows when it is the one that keeps its rules in nftables; none for the old one. */
export function tablesInNft(text: string): readonly string[] {
  return text.includes('(nf_tables)') ? [...text.matchAll(/^\*(\S+)/gm)].map(([, name = '']) => name) : [];
}

function chainOf(
  family: IptablesFamily,
  table: string,
  name: string,
  drops: boolean,
): Chain & { readonly rules: Rule[] } {
  const hook = HOOKS[name];
  const base = hook && table !== 'nat' ? { hook, priority: PRIORITY[table] ?? 0, drops } : undefined;
  return { family, table, name, rules: [], ...(base === undefined ? {} : { base }) };
}

/** No rule for a target that decides nothing (LOG, MARK). */
function ruleOf(text: string, line: string): Rule[] {
  const words = (text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).values();
  const conditions: Condition[] = [];
  let verdict: Verdict | undefined;
  let negated = false;
  for (const word of words) {
    if (word === '!') {
      negated = true;
      continue;
    }
    const take = (): string => words.next().value ?? '';
    const known = CONDITIONS[word];
    if (word === '-j' || word === '-g') verdict = verdictOf(take(), word);
    else if (known !== undefined) conditions.push(known(take(), negated));
    else if (word in IGNORED) take();
    else if (word.startsWith('-')) conditions.push(MAYBE);
    negated = false;
  }
  return verdict === undefined ? [] : [{ conditions, verdict, text: line.trim() }];
}

const DECIDES_NOTHING = [
  'LOG',
  'NFLOG',
  'MARK',
  'CONNMARK',
  'NOTRACK',
  'CT',
  'TRACE',
  'CHECKSUM',
  'SET',
  'TTL',
  'TOS',
  'AUDIT',
];

function verdictOf(target: string, option: '-j' | '-g'): Verdict | undefined {
  if (target === 'ACCEPT') return { kind: 'accept' };
  if (target === 'DROP' || target === 'REJECT') return { kind: 'drop' };
  if (target === 'RETURN') return { kind: 'return' };
  if (target === 'NFQUEUE' || target === 'QUEUE') return { kind: 'queue' };
  if (DECIDES_NOTHING.includes(target)) return undefined;
  return { kind: option === '-g' ? 'goto' : 'jump', chain: target };
}

type Asks = (packet: Packet) => Fact | undefined;

const words =
  (asks: Asks, read: (value: string) => readonly string[]) =>
  (value: string, negated: boolean): Condition =>
    compare(asks, { ranges: [], words: read(value) }, negated);

const numbers =
  (asks: Asks, read: (value: string) => readonly (AddressRange | undefined)[]) =>
  (value: string, negated: boolean): Condition => {
    const ranges = read(value).filter((range) => range !== undefined);
    return ranges.length === 0 ? MAYBE : compare(asks, { ranges, words: [] }, negated);
  };

const lower = (value: string): readonly string[] => value.toLowerCase().split(',');
const ports = (value: string): readonly (AddressRange | undefined)[] => value.split(',').map(portRange);
const networks = (value: string): readonly (AddressRange | undefined)[] => value.split(',').map(addressRange);

const CONDITIONS: Readonly<Record<string, (value: string, negated: boolean) => Condition>> = {
  '-p': (value, negated) => (value === 'all' ? () => 'yes' : words(FACTS.protocol, lower)(value, negated)),
  '-i': words(FACTS.device, (value) => [value.replace(/\+$/, '*')]),
  '-s': numbers(FACTS.source, networks),
  '-d': numbers(FACTS.destination, networks),
  '--dport': numbers(FACTS.destinationPort, ports),
  '--dports': numbers(FACTS.destinationPort, ports),
  '--sport': numbers(FACTS.sourcePort, ports),
  '--sports': numbers(FACTS.sourcePort, ports),
  '--ctstate': words(FACTS.state, lower),
  '--state': words(FACTS.state, lower),
  '--dst-type': words(FACTS.castType, lower),
  '--pkt-type': words(FACTS.packetType, lower),
};

/** `67`, `60:69`. */
function portRange(text: string): AddressRange | undefined {
  const [, first, last = first] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  return first === undefined ? undefined : { first: Number(first), last: Number(last) };
}
