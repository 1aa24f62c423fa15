import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { BootMonitor } from '../progress/monitor.ts';
import { BOOT_STATES } from '../progress/view-schema.ts';
import type { LiveGroups } from '../registry/nodeset.ts';
import { type OutdatedParts, outdatedNodes } from './outdated-nodes.ts';

/** Where live groups come from: an open site. */
export interface LiveSite extends OutdatedParts {
  readonly boots: Pick<BootMonitor, 'load' | 'list'>;
}

/**
 * The groups a node set names that depend on what happens now: `@state:STATE` and `@outdated`. Nothing is gathered for a
 * node set without them.
 */
export async function liveGroups(
  site: LiveSite,
  snapshot: () => Promise<Snapshot>,
  nodeSet: string | undefined,
): Promise<LiveGroups | undefined> {
  if (nodeSet === undefined || !/@(state|outdated)/.test(nodeSet)) return undefined;
  await site.boots.load();
  const current = await snapshot();
  const latest = new Map(site.boots.list().flatMap((boot) => (boot.node === undefined ? [] : [[boot.node, boot]])));
  const outdated = nodeSet.includes('@outdated') ? await outdatedNodes(site, latest, current) : undefined;
  return (selector, value) => {
    if (selector === 'outdated' && value === '') return outdated;
    if (selector !== 'state' || !BOOT_STATES.some((state) => state === value)) return undefined;
    const state = (name: string): string => latest.get(name)?.state ?? 'never';
    return new Set(current.registry.nodeNames.filter((name) => state(name) === value));
  };
}
