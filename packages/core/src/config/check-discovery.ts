import { configErrors } from '../errors/config.ts';
import { type MusterError, messageOf } from '../errors/index.ts';
import { parseNodeSet } from '../registry/nodeset-parse.ts';
import { nearest } from './nearest.ts';
import type { Source } from './source.ts';
import type { DiscoveryRule, NetworkConfig } from './types.ts';

/** What depends on the registry alone: a rule that asked for @state:up would fit other nodes at every boot. */
const SELECTORS: ReadonlySet<string> = new Set(['all', 'image', 'profile', 'cluster', 'tag']);

/** What a schema cannot say of rules: each fits something and does something, and its names can be read. */
export function checkDiscovery(
  rules: readonly DiscoveryRule[],
  networks: Readonly<Record<string, NetworkConfig>>,
  source: Source,
): MusterError[] {
  return rules.flatMap((rule, index) => {
    const at = (...keys: readonly string[]) => source.where(['discovery', 'rules', String(index), ...keys]);
    const { network, vendor, policy, nodes } = rule;
    const problems: MusterError[] = [];
    if (network === undefined && vendor === undefined) {
      problems.push(configErrors.ruleWithoutEffect(at(), 'fits every machine: that is what discovery.policy is for'));
    }
    if (policy === undefined && nodes === undefined) {
      problems.push(configErrors.ruleWithoutEffect(at(), 'does nothing'));
    }
    if (network !== undefined && !Object.hasOwn(networks, network)) {
      problems.push(configErrors.unknownNetwork(at('network'), network, nearest(network, Object.keys(networks))));
    }
    if (nodes !== undefined) {
      const reason = unfit(nodes);
      if (reason !== undefined) problems.push(configErrors.nodeSet(at('nodes'), reason));
    }
    return problems;
  });
}

/** Why a rule cannot name its nodes so. */
function unfit(nodes: string): string | undefined {
  try {
    const live = parseNodeSet(nodes).find((term) => term.kind === 'selector' && !SELECTORS.has(term.selector));
    return live === undefined ? undefined : `is "${nodes}", and a rule may select by ${[...SELECTORS].join(', ')} only`;
  } catch (error) {
    return messageOf(error);
  }
}
