import type { BootState, BootView } from '@muster/core/client';

/** What wants attention comes first. */
const ORDER: readonly BootState[] = ['stuck', 'failed', 'waiting', 'booting', 'delivered', 'never', 'up', 'ended'];

/** Name of a machine in a listing. */
export function nameOf({ node, mac }: Pick<BootView, 'node' | 'mac'>): string {
  return node ?? mac ?? '?';
}

/** What is wrong with the agent of a running node. */
export function agentTrouble({ agent }: Pick<BootView, 'agent'>): string | undefined {
  if (agent?.state === 'failed') return `refresh failed: ${agent.detail ?? 'no reason given'}`;
  return agent?.state === 'silent' ? 'nothing is heard of its agent' : undefined;
}

/** Sorted by trouble: the stuck first, of those under way the ones with a warning, then by how long nothing was heard. */
export function byTrouble(a: BootView, b: BootView): number {
  const rank = (boot: BootView): number =>
    ORDER.indexOf(boot.state) * 2 - (boot.cause === undefined && agentTrouble(boot) === undefined ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    (a.opened ?? 0) - (b.opened ?? 0) ||
    nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true })
  );
}

/** `12 up, 3 booting, 1 stuck`, trouble first. */
export function summaryOf(boots: Iterable<BootView>): string {
  const counts = new Map<BootState, number>();
  for (const { state } of boots) counts.set(state, (counts.get(state) ?? 0) + 1);
  return ORDER.flatMap((state) => (counts.has(state) ? [`${counts.get(state)} ${state}`] : [])).join(', ');
}
