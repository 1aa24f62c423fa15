import type { SiteConfig } from '../config/types.ts';
import type { ImageRecord } from '../image/types.ts';
import type { OverlayTree } from '../overlay/types.ts';
import type { RegistryView } from '../registry/types.ts';

/**
 * The one immutable state that `discover`, `assign` and `render` read. `id` is a hash of the parts' content hashes;
 * `number` counts snapshots that became current in this state directory.
 */
export interface Snapshot {
  readonly id: string;
  readonly number: number;
  /** Milliseconds since the epoch when it became current; the build time templates see. */
  readonly time: number;
  readonly site: SiteConfig;
  readonly registry: RegistryView;
  readonly images: ReadonlyMap<string, ImageRecord>;
  readonly overlays: ReadonlyMap<string, OverlayTree>;
}
