import type { ExplainParts } from '../explain/index.ts';
import type { SnapshotHistory } from '../history/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { takesReboot } from '../plan/index.ts';
import { requestOf } from '../progress/facts.ts';
import type { BootView } from '../progress/view-schema.ts';
import { breathe } from '../registry/breathe.ts';

/** What tells outdated nodes: that which serves, and the snapshots that were booted. */
export interface OutdatedParts extends ExplainParts {
  readonly history: Pick<SnapshotHistory, 'read'>;
}

/** What is compared between a node that runs and what it would get now. */
const COMPARED = ['kernel', 'initramfs', 'image'];

/**
 * Nodes that run something other than what they would get if they booted now: another blob than was seen to be fetched, or
 * whatever else takes a reboot by the plan from the snapshot they booted, as long as that is kept.
 */
export async function outdatedNodes(
  parts: OutdatedParts,
  latest: ReadonlyMap<string, BootView>,
  snapshot: Snapshot,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const unsure = new Map<number, string[]>();
  const pause = breathe();
  for (const [name, boot] of latest) {
    await pause();
    if (boot.digests === undefined || snapshot.registry.rawNode(name) === undefined) continue;
    const booted = parts.services.sessions.get(boot.id ?? '')?.snapshotNumber ?? boot.snapshot;
    if (differs(boot.digests, await assignedDigests(parts, name, boot, snapshot))) names.add(name);
    else if (booted !== undefined) unsure.set(booted, [...(unsure.get(booted) ?? []), name]);
  }
  // One earlier snapshot at a time: a registry of thousands is large.
  for (const [number, list] of unsure) {
    const booted = number === snapshot.number ? undefined : await parts.history.read(number).catch(() => undefined);
    if (booted === undefined) continue;
    for (const name of await takesReboot(parts, booted, snapshot, list)) names.add(name);
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
async function assignedDigests(
  { provisioner }: OutdatedParts,
  name: string,
  boot: Pick<BootView, 'mac' | 'address' | 'clientClass'>,
  snapshot: Snapshot,
): Promise<Readonly<Record<string, string>>> {
  const { mac, address, clientClass } = boot;
  const facts = {
    node: name,
    ...(mac === undefined ? {} : { mac }),
    ...(address === undefined ? {} : { address }),
    ...(clientClass === undefined ? {} : { clientClass }),
  };
  const assignment = await provisioner.lifecycle.assign(requestOf(facts, snapshot), { snapshot });
  const { kernel, initrds = [], deploy = [] } = assignment?.spec ?? {};
  const all = [...(kernel === undefined ? [] : [kernel]), ...initrds, ...deploy];
  return Object.fromEntries(all.flatMap(({ role, digest }) => (digest === undefined ? [] : [[role, digest]])));
}
