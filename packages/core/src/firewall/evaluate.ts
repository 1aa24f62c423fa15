import type { Base, Chain, Drop, Hook, Packet, Rule, Truth } from './types.ts';

/** Families whose chains see packets of one kind alone. */
const ONLY: Readonly<Record<string, Packet['family']>> = {
  ip: 'ipv4',
  iptables: 'ipv4',
  ip6: 'ipv6',
  ip6tables: 'ipv6',
};

const ORDER: readonly Hook[] = ['ingress', 'prerouting', 'input'];

/** Jumps deeper than the kernel allows are not followed (NFT_JUMP_STACK_SIZE). */
const DEEPEST = 16;

/**
 * What keeps a packet from our socket, undefined when nothing does: base chains in the order the kernel calls them. An
 * `accept` ends a base chain, not those after it (nft(8), VERDICT STATEMENTS). A drop that is certain goes before one that
 * may happen.
 */
export function findDrop(chains: readonly Chain[], packet: Packet): Drop | undefined {
  const walk = new Walk(chains, packet);
  for (const chain of baseChains(chains, packet)) {
    const { device, drops } = chain.base;
    const sees =
      device === undefined || device === packet.device ? 'yes' : packet.device === undefined ? 'maybe' : 'no';
    const falls = walk.chain(chain, sees, 0);
    if (drops) walk.drop(falls, { chain });
    if (walk.certain !== undefined) return walk.certain;
  }
  return walk.possible;
}

function baseChains(chains: readonly Chain[], { family }: Packet): readonly (Chain & { readonly base: Base })[] {
  return chains
    .filter((chain): chain is Chain & { readonly base: Base } => chain.base !== undefined)
    .filter((chain) => (ONLY[chain.family] ?? family) === family)
    .sort((a, b) => ORDER.indexOf(a.base.hook) - ORDER.indexOf(b.base.hook) || a.base.priority - b.base.priority);
}

class Walk {
  certain: Drop | undefined;
  possible: Drop | undefined;
  readonly #chains: readonly Chain[];
  readonly #packet: Packet;

  constructor(chains: readonly Chain[], packet: Packet) {
    this.#chains = chains;
    this.#packet = packet;
  }

  drop(happens: Truth, where: Omit<Drop, 'certain'>): void {
    if (happens === 'yes') this.certain ??= { certain: true, ...where };
    if (happens === 'maybe') this.possible ??= { certain: false, ...where };
  }

  /** Takes the packet through a chain. Whether it comes out of it again, neither accepted nor dropped. */
  chain(chain: Chain, reaches: Truth, depth: number): Truth {
    let here = reaches;
    let returned: Truth = 'no';
    for (const rule of chain.rules) {
      const matches = this.#matches(rule);
      const met = both(here, matches);
      if (met === 'no') continue;
      const passes = matches === 'yes' ? 'no' : 'maybe';
      switch (rule.verdict.kind) {
        case 'accept':
          here = passes;
          break;
        case 'drop':
          this.drop(met, { chain, rule });
          here = passes;
          break;
        case 'queue':
          this.drop('maybe', { chain, rule });
          here = passes;
          break;
        case 'return':
          returned = either(returned, met);
          here = passes;
          break;
        case 'goto':
          returned = either(returned, this.#follow(chain, rule.verdict.chain, met, depth));
          here = passes;
          break;
        case 'jump': {
          const back = this.#follow(chain, rule.verdict.chain, met, depth);
          if (back !== met) here = matches === 'yes' ? back : 'maybe';
        }
      }
    }
    return either(returned, here);
  }

  #follow(from: Chain, name: string, reaches: Truth, depth: number): Truth {
    const target = this.#chains.find(
      (chain) => chain.name === name && chain.table === from.table && chain.family === from.family,
    );
    return target === undefined || depth >= DEEPEST ? reaches : this.chain(target, reaches, depth + 1);
  }

  #matches({ conditions }: Rule): Truth {
    return conditions.reduce<Truth>((truth, condition) => both(truth, condition(this.#packet)), 'yes');
  }
}

function both(a: Truth, b: Truth): Truth {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

function either(a: Truth, b: Truth): Truth {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'no' && b === 'no' ? 'no' : 'maybe';
}
