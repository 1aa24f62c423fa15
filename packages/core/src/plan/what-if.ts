import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayTree } from '../overlay/types.ts';

/** What a snapshot would be without an image. */
export function withoutImage(before: Snapshot, name: string): Snapshot {
  return { ...before, images: new Map([...before.images].filter(([image]) => image !== name)) };
}

/**
 * What a snapshot would be after a rollback to one that was kept: its registry, its overlays of the site and, where wanted,
 * what image names stood for. The configuration and the overlays that come with Muster stay.
 */
export function rolledBack(before: Snapshot, kept: Snapshot, wanted: { readonly images: boolean }): Snapshot {
  const { registry } = kept;
  const others = [...before.overlays].filter(([, { origin }]) => origin !== 'site');
  const ours = [...kept.overlays].filter(([, { origin }]) => origin === 'site');
  return {
    ...before,
    registry,
    overlays: new Map<string, OverlayTree>([...kept.overlays, ...others, ...ours]),
    images: wanted.images ? new Map([...before.images, ...kept.images]) : before.images,
  };
}
