import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayTree } from '../overlay/types.ts';
import type { RegistryText } from '../registry/types.ts';

/** Author of edits from outside (editor, git): who made them cannot be told. */
export const OUTSIDE = '-';

/** One snapshot that was current once, as history lists it. */
export interface SnapshotEntry {
  readonly number: number;
  readonly id: string;
  /** Milliseconds since the epoch when it became current. */
  readonly time: number;
  /** Login name of who changed it; `-` for edits from outside (editor, git). */
  readonly author: string;
  readonly reason?: string;
  /** What differs from the one before: `registry`, `images`, `overlays`, `config`. */
  readonly changed: readonly string[];
}

/** An overlay of the site as it was, with the text of its `overlay.yaml`. */
export interface KeptOverlay {
  readonly tree: OverlayTree;
  readonly manifest?: string;
}

/** Snapshots kept on disk: their registry files and overlay files by content, and which digests image names stood for. */
export interface SnapshotHistory {
  /** Keeps a snapshot that became current. */
  keep(snapshot: Snapshot, by: { readonly author: string; readonly reason?: string }): Promise<void>;
  /** Tells who made a snapshot that was found on disk, and why; one whose author is known stays as it is. */
  attribute(number: number, by: { readonly author: string; readonly reason?: string }): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly SnapshotEntry[]>;
  /** The whole snapshot as it was; throws SNAPSHOT_UNKNOWN, SNAPSHOT_INCOMPLETE or HISTORY_DAMAGED. */
  read(number: number): Promise<Snapshot>;
  /** Its registry files; throws as `read` does. */
  texts(number: number): Promise<readonly RegistryText[]>;
  /** The site's own overlays; throws as `read` does. */
  siteOverlays(number: number): Promise<readonly KeptOverlay[]>;
}
