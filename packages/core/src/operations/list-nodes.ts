import type { Services } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import type { SiteConfig } from '../config/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { BootState } from '../progress/view-schema.ts';
import { type LiveSite, liveGroups } from './live-groups.ts';
import { listedNodes } from './nodes.ts';

/** A node as a line of a list. */
export interface NodeLine {
  readonly name: string;
  readonly profiles: readonly string[];
  readonly image: string | undefined;
  /** Of the primary network device. */
  readonly hwaddr: string | undefined;
  readonly address: string | undefined;
  /** Loader and stages: `ipxe/single`. */
  readonly boot: string;
  readonly state: BootState;
  /** SHA-256 of the image it booted last, and of the one it would boot now. */
  readonly running: string | undefined;
  readonly assigned: string | undefined;
}

interface Listed extends LiveSite {
  readonly site: SiteConfig;
  readonly services: LiveSite['services'] & Pick<Services, 'registry'>;
}

/** Nodes with what they boot; all of them without a node set. */
export async function listNodes(
  listed: Listed,
  snapshot: () => Promise<Snapshot>,
  nodeSet: string | undefined,
): Promise<readonly NodeLine[]> {
  const { site, services, provisioner, boots } = listed;
  const view = await services.registry.load();
  const live = await liveGroups(listed, snapshot, nodeSet);
  await boots.load();
  const latest = new Map(boots.list().flatMap((boot) => (boot.node === undefined ? [] : [[boot.node, boot]])));
  const { images } = await snapshot();
  const loader = provisioner.lifecycle.loaderFor(undefined) ?? '';
  const lines: NodeLine[] = [];
  const pause = breathe();
  for (const name of nodeSet === undefined ? view.nodeNames : listedNodes(view, nodeSet, live)) {
    await pause();
    const node = view.node(name);
    if (node === undefined) continue;
    const { profiles, image, boot, networkDevices, primaryNetwork } = node;
    const { hwaddr, address } = networkDevices[primaryNetwork ?? ''] ?? {};
    const stages = boot.stages ?? site.boot.stages;
    const last = latest.get(name);
    lines.push({
      name,
      profiles,
      image,
      hwaddr,
      address,
      boot: `${boot.loader ?? loader}/${stages}`,
      state: last?.state ?? 'never',
      running: last?.digests?.image,
      assigned: images.get(image ?? '')?.archive?.digest,
    });
  }
  return lines;
}
