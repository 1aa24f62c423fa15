import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OpenSite } from '../site/open-site.ts';
import { describeSnapshots } from './describe-snapshots.ts';
import type { NameSource } from './types.ts';

/** Names of a snapshot in memory. */
export function snapshotNames(
  snapshot: () => Promise<Snapshot>,
  { history, services }: Pick<OpenSite, 'history' | 'services'>,
): NameSource {
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
    unknownMachines: async () => {
      const { registry } = await snapshot();
      const machines = services.unknownMachines.list().filter(({ mac }) => registry.byMac(mac) === undefined);
      return machines.map(({ mac, manufacturer = '', product = '' }) => ({
        mac,
        summary: `${manufacturer} ${product}`.trim(),
      }));
    },
    snapshots: async () => describeSnapshots(await history.list()),
  };
}
