import { nearest } from '../config/nearest.ts';
import { operationErrors } from '../errors/operations.ts';
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
 * The groups a node set names that depend on more than the registry: `@state:STATE`, `@outdated`, and `@image:NAME`, whose
 * image nodes may want before it is there. Nothing is gathered for a node set without them. They throw IMAGE_UNKNOWN.
 */
export async function liveGroups(
  site: LiveSite,
  snapshot: () => Promise<Snapshot>,
  nodeSet: string | undefined,
): Promise<LiveGroups | undefined> {
  if (nodeSet === undefined || !/@(state|outdated|image)/.test(nodeSet)) return undefined;
  if (/@(state|outdated)/.test(nodeSet)) await site.boots.load();
  const current = await snapshot();
  const latest = new Map(site.boots.list().flatMap((boot) => (boot.node === undefined ? [] : [[boot.node, boot]])));
  const outdated = nodeSet.includes('@outdated') ? await outdatedNodes(site, latest, current) : undefined;
  return (selector, value) => {
    if (selector === 'outdated' && value === '') return outdated;
    if (selector === 'image' && value !== '') return nodesWithImage(value, current);
    if (selector !== 'state') return undefined;
    if (!BOOT_STATES.some((state) => state === value)) {
      return operationErrors.unknownState(value, nearest(value, [...BOOT_STATES, 'outdated']), BOOT_STATES);
    }
    const state = (name: string): string => latest.get(name)?.state ?? 'never';
    return new Set(current.registry.nodeNames.filter((name) => state(name) === value));
  };
}

/** Nodes that boot an image. An image that is neither there nor wanted by any node is a slip of the pen. */
function nodesWithImage(
  image: string,
  { images, registry }: Pick<Snapshot, 'images' | 'registry'>,
): ReadonlySet<string> {
  const wanted = new Map(registry.nodeNames.map((name) => [name, registry.node(name)?.image ?? '']));
  const names = new Set(registry.nodeNames.filter((name) => wanted.get(name) === image));
  if (names.size === 0 && !images.has(image)) {
    throw operationErrors.unknownImage(image, nearest(image, new Set([...images.keys(), ...wanted.values()])));
  }
  return names;
}
