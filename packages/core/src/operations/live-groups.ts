import { nearest } from '../config/nearest.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Lifecycle } from '../lifecycle/hooks.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { requestOf } from '../progress/facts.ts';
import type { BootMonitor } from '../progress/monitor.ts';
import { BOOT_STATES, type BootView } from '../progress/view-schema.ts';
import { breathe } from '../registry/breathe.ts';
import type { LiveGroups } from '../registry/nodeset.ts';

/** Where live groups come from: an open site. */
export interface LiveSite {
  readonly boots: Pick<BootMonitor, 'load' | 'list'>;
  readonly provisioner: { readonly lifecycle: Pick<Lifecycle, 'assign'> };
}

/** What is compared between a node that runs and what it would get now. */
const COMPARED = ['kernel', 'initramfs', 'image'];

/**
 * The groups a node set names that depend on more than the registry: `@state:STATE`, `@outdated`, and `@image:NAME`, whose
 * image nodes may want before it is there. Nothing is gathered for a node set without them. They throw IMAGE_UNKNOWN.
 */
export async function liveGroups(
  { boots, provisioner }: LiveSite,
  snapshot: () => Promise<Snapshot>,
  nodeSet: string | undefined,
): Promise<LiveGroups | undefined> {
  if (nodeSet === undefined || !/@(state|outdated|image)/.test(nodeSet)) return undefined;
  if (/@(state|outdated)/.test(nodeSet)) await boots.load();
  const current = await snapshot();
  const latest = new Map(boots.list().flatMap((boot) => (boot.node === undefined ? [] : [[boot.node, boot]])));
  const outdated = nodeSet.includes('@outdated')
    ? await outdatedNodes(latest, current, provisioner.lifecycle)
    : undefined;
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

/** Nodes that run something other than what they would get if they booted now. */
export async function outdatedNodes(
  latest: ReadonlyMap<string, BootView>,
  snapshot: Snapshot,
  lifecycle: Pick<Lifecycle, 'assign'>,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const pause = breathe();
  for (const [name, boot] of latest) {
    await pause();
    if (boot.digests === undefined || snapshot.registry.rawNode(name) === undefined) continue;
    const assigned = await assignedDigests(name, boot, snapshot, lifecycle);
    if (differs(boot.digests, assigned)) names.add(name);
  }
  return names;
}

/** True when a blob that runs is not the one assigned; blobs nobody saw being fetched say nothing. */
export function differs(
  running: Readonly<Record<string, string>>,
  assigned: Readonly<Record<string, string>>,
): boolean {
  return COMPARED.some((role) => running[role] !== undefined && assigned[role] !== running[role]);
}

/** Digests by role of what a node would get now. */
export async function assignedDigests(
  name: string,
  boot: Pick<BootView, 'mac' | 'address' | 'clientClass'>,
  snapshot: Snapshot,
  lifecycle: Pick<Lifecycle, 'assign'>,
): Promise<Readonly<Record<string, string>>> {
  const { mac, address, clientClass } = boot;
  const facts = {
    node: name,
    ...(mac === undefined ? {} : { mac }),
    ...(address === undefined ? {} : { address }),
    ...(clientClass === undefined ? {} : { clientClass }),
  };
  const assignment = await lifecycle.assign(requestOf(facts, snapshot), { snapshot });
  const { kernel, initrds = [], deploy = [] } = assignment?.spec ?? {};
  const parts = [...(kernel === undefined ? [] : [kernel]), ...initrds, ...deploy];
  return Object.fromEntries(parts.flatMap(({ role, digest }) => (digest === undefined ? [] : [[role, digest]])));
}
