import type { SnapshotHistory } from '../history/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import type { NameSource } from './types.ts';

/** Names of a snapshot in memory. */
export function snapshotNames(snapshot: () => Promise<Snapshot>, history: Pick<SnapshotHistory, 'list'>): NameSource {
  return {
    nodes: async () => (await snapshot()).registry.nodeNames,
    profiles: async () => (await snapshot()).registry.profileNames,
    bodies: async () => {
      const { registry } = await snapshot();
      return [
        ...registry.profileNames.map((name) => registry.profile(name) ?? {}),
        ...registry.nodeNames.map((name) => registry.rawNode(name) ?? {}),
      ];
    },
    images: async () => [...(await snapshot()).images.keys()].sort(),
    overlays: async () => [...(await snapshot()).overlays.keys()].sort(),
    snapshots: async () => describeSnapshots(await history.list()),
  };
}
