import { type FindOptions, loadSite } from '../config/index.ts';
import type { OpenSite } from '../site/index.ts';

/** What a reload did. */
export interface Reloaded {
  /** Whether registry, images or overlays had changed and are in use now. */
  readonly snapshot: boolean;
  /** The configuration itself is only read at start: whether it is another one now, or why it cannot be read. */
  readonly config: 'same' | 'changed' | { readonly error: unknown };
}

/** Reads registry, images and overlays again, and tells whether the configuration would need a restart. */
export async function reload(open: Pick<OpenSite, 'site' | 'snapshots'>, options: FindOptions): Promise<Reloaded> {
  const snapshot = await open.snapshots.reload();
  try {
    const { site } = await loadSite(options);
    return { snapshot, config: JSON.stringify(site) === JSON.stringify(open.site) ? 'same' : 'changed' };
  } catch (error) {
    return { snapshot, config: { error } };
  }
}
