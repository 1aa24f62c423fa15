import { MAYBE } from './conditions.ts';
import { isObject, type Json, listIn, numberIn, objectIn, textIn } from './nft-json.ts';
import { type NamedSets, nftKeyIs, nftMatch } from './nft-match.ts';
import type { Base, Chain, Condition, Hook, Rule, Verdict } from './types.ts';

/** Families whose chains see packets on their way to a socket. */
const FAMILIES = ['inet', 'ip', 'ip6', 'netdev'];
const HOOKS: readonly string[] = ['ingress', 'prerouting', 'input'] satisfies Hook[];

/** Statements that neither decide nor limit whom a rule is for; `counter` and `log` are the usual ones. */
const ALWAYS = ['counter', 'log', 'notrack', 'mangle', 'set', 'ct helper', 'last'];

/**
 * Chains out of what `nft -j list ruleset` prints (libnftables-json(5)). Unknown statements make a rule one that may
 * match; text that is no such JSON gives no chains.
 */
export function parseNft(text: string): Chain[] {
  const items = itemsOf(text);
  const dormant = new Set(
    items.flatMap(({ table }) => (isObject(table) && isDormant(table) ? [keyOf(table.family, table.name)] : [])),
  );
  const sets = new Map<string, Map<string, Json>>();
  for (const item of items) {
    const set = objectIn(item, 'set') ?? objectIn(item, 'map');
    if (set === undefined) continue;
    const key = keyOf(set.family, set.table);
    sets.set(key, (sets.get(key) ?? new Map<string, Json>()).set(textIn(set, 'name') ?? '', set));
  }
  return items.flatMap(({ chain }) => {
    const family = textIn(chain, 'family') ?? '';
    const table = textIn(chain, 'table') ?? '';
    const name = textIn(chain, 'name') ?? '';
    const key = keyOf(family, table);
    if (!FAMILIES.includes(family) || dormant.has(key)) return [];
    const rules = items.flatMap(({ rule }) =>
      textIn(rule, 'family') === family && textIn(rule, 'table') === table && textIn(rule, 'chain') === name
        ? rulesOf(rule as Json, sets.get(key) ?? new Map())
        : [],
    );
    const base = baseOf(chain as Json);
    return [{ family, table, name, rules, ...(base === undefined ? {} : { base }) }];
  });
}

function itemsOf(text: string): readonly Json[] {
  try {
    return listIn(JSON.parse(text), 'nftables').filter(isObject);
  } catch {
    return [];
  }
}

function keyOf(family: unknown, table: unknown): string {
  return `${String(family)} ${String(table)}`;
}

/** nft 1.0.6 prints the name of the table in the place of the flag. */
function isDormant({ flags, name }: Json): boolean {
  return [flags].flat().some((flag) => flag === 'dormant' || flag === name);
}

function baseOf(chain: Json): Base | undefined {
  const hook = textIn(chain, 'hook');
  if (hook === undefined || !HOOKS.includes(hook) || textIn(chain, 'type') === 'nat') return undefined;
  const device = textIn(chain, 'dev');
  return {
    hook: hook as Hook,
    priority: numberIn(chain, 'prio') ?? 0,
    drops: textIn(chain, 'policy') === 'drop',
    ...(device === undefined ? {} : { device }),
  };
}

/** A rule with a verdict map is one rule for each of its entries; the first that matches decides. */
function rulesOf(rule: Json, sets: NamedSets): Rule[] {
  const conditions: Condition[] = [];
  const handle = numberIn(rule, 'handle');
  const made = (verdict: Verdict, more: readonly Condition[] = []): Rule => ({
    conditions: [...conditions, ...more],
    verdict,
    ...(handle === undefined ? {} : { handle }),
  });
  for (const statement of listIn(rule, 'expr').filter(isObject)) {
    const verdict = verdictOf(statement);
    if (verdict !== undefined) return [made(verdict)];
    const vmap = objectIn(statement, 'vmap');
    if (vmap !== undefined) {
      return entriesOf(vmap, sets).flatMap(([value, decision]) => {
        const decided = isObject(decision) ? verdictOf(decision) : undefined;
        return decided === undefined ? [] : [made(decided, [nftKeyIs(vmap.key, value, sets)])];
      });
    }
    const condition = conditionOf(statement, sets);
    if (condition !== undefined) conditions.push(condition);
  }
  return [];
}

function entriesOf({ data }: Json, sets: NamedSets): (readonly [unknown, unknown])[] {
  const entries = typeof data === 'string' ? listIn(sets.get(data.slice(1)), 'elem') : listIn(data, 'set');
  return entries.flatMap((entry) => (Array.isArray(entry) ? [[entry[0], entry[1]] as const] : []));
}

function conditionOf(statement: Json, sets: NamedSets): Condition | undefined {
  const match = objectIn(statement, 'match');
  if (match !== undefined) return nftMatch(match, sets);
  const [name = ''] = Object.keys(statement);
  // iptables-nft: a comment matches everything; what other extensions match is not shown.
  const harmless = name === 'xt' && (textIn(statement.xt, 'name') === 'comment' || isTarget(statement.xt));
  return ALWAYS.includes(name) || harmless ? undefined : MAYBE;
}

function isTarget(xt: unknown): boolean {
  return textIn(xt, 'type') === 'target';
}

function verdictOf(statement: Json): Verdict | undefined {
  if ('accept' in statement) return { kind: 'accept' };
  if ('drop' in statement || 'reject' in statement) return { kind: 'drop' };
  if ('return' in statement) return { kind: 'return' };
  if ('queue' in statement) return { kind: 'queue' };
  for (const kind of ['jump', 'goto'] as const) {
    const chain = textIn(statement[kind], 'target');
    if (chain !== undefined) return { kind, chain };
  }
  return isTarget(statement.xt) && textIn(statement.xt, 'name') === 'REJECT' ? { kind: 'drop' } : undefined;
}
