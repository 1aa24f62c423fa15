import type { OpenSite } from '../site/open-site.ts';
import type { AgentView } from '../agent/types.ts';
import type { BootView } from '../progress/view-schema.ts';

type Site = Pick<OpenSite, 'services'>;

/** A boot with what is known of the agent of the node that it started. */
export function withAgent({ services }: Site, boot: BootView): BootView {
  const agent = boot.node === undefined ? undefined : services.agents.view(boot.node);
  return agent === undefined ? boot : { ...boot, agent };
}

/** How many agents are in each state; nothing where there are none. */
export function countAgents({ services }: Site, nodes: readonly string[]): Partial<Record<AgentView['state'], number>> {
  const counts: Partial<Record<AgentView['state'], number>> = {};
  for (const node of nodes) {
    const state = services.agents.view(node)?.state;
    if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
