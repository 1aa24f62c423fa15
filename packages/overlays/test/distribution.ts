import { createOverlayService, type OverlayServiceOptions } from '../../core/src/overlay/index.ts';
import type { RenderedOverlay } from '../../core/src/overlay/types.ts';
import type { Snapshot } from '../../core/src/lifecycle/snapshot.ts';
import type { ResolvedNode } from '../../core/src/registry/types.ts';
import { sampleKeys, sampleNode, sampleSite, sampleSnapshot, texts } from '../../core/test/overlay/sample.ts';
import { overlaysDir } from '../src/index.ts';

/** A site whose network has a gateway, two name servers and a domain. */
export const site = sampleSite({
  networks: {
    cluster: {
      cidr: '10.0.0.0/22',
      address: '10.0.0.1',
      gateway: '10.0.0.254',
      dns: ['10.0.0.1', '10.0.0.2'],
      domain: 'cluster.example',
    },
  },
});

export interface Given {
  readonly node?: Partial<ResolvedNode>;
  readonly others?: readonly ResolvedNode[];
  readonly snapshot?: Partial<Snapshot>;
  readonly service?: Partial<OverlayServiceOptions>;
}

/** Renders one distribution overlay for node n1 of `site`, on a server called `head` whose user has no keys. */
export async function renderDistribution(overlay: string, given: Given = {}): Promise<RenderedOverlay> {
  const dirs = [{ origin: 'distribution' as const, folder: overlaysDir }];
  const service = createOverlayService({
    dirs,
    keys: sampleKeys(),
    serverName: 'head',
    home: '/nonexistent',
    ...given.service,
  });
  const node = sampleNode({ systemOverlays: [overlay], ...given.node });
  const nodes = [node, ...(given.others ?? [])];
  const snapshot = sampleSnapshot(nodes, { site, overlays: await service.scan(), ...given.snapshot });
  return service.render(node, 'system', snapshot);
}

/** Its files by path: their text, or `→ TARGET`. */
export async function filesOf(overlay: string, given: Given = {}): Promise<Record<string, string>> {
  return texts(await renderDistribution(overlay, given));
}
