import type { ResolvedNode } from '../registry/types.ts';
import type { MusterError } from '../errors/index.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';

/** What the agent of a running node does besides when it changes an entry; from `overlay.yaml`. */
export interface Care {
  /** What was there before, and was not from here, is kept beside it. */
  readonly backup?: boolean;
  /** A line for the node's shell, run once after all files that name it are in place. */
  readonly run?: string;
}

/** One entry of an overlay's `rootfs/`. */
export interface OverlayEntry extends Care {
  /** Path in the node's root with leading slash; `.ww` is taken off templates. */
  readonly path: string;
  readonly type: 'directory' | 'file' | 'template' | 'symlink';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Absolute source file on this machine. */
  readonly source: string;
  /** For symlinks. */
  readonly target?: string;
  /** Bytes of files and templates as they were when the tree was read: what a snapshot names is what nodes get. */
  readonly content?: Uint8Array;
}

/** One line of `files` in an `overlay.yaml`: what it says replaces the tree's owner and mode. */
export interface OverlayRule extends Care {
  /** Path in the node's root, with `*` and `?` (no slash) and `**` (anything). Of several that match, later ones win. */
  readonly pattern: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** An overlay as it lies on disk at one moment. */
export interface OverlayTree {
  readonly name: string;
  readonly origin: 'site' | 'distribution' | 'plugin';
  readonly folder: string;
  /** Hash of names, modes, owners and contents. */
  readonly digest: string;
  readonly entries: readonly OverlayEntry[];
  /** From `overlay.yaml`. */
  readonly summary?: string;
  /** From `overlay.yaml`; for entries they are applied already, for outputs that templates name they are not. */
  readonly rules?: readonly OverlayRule[];
  /** Why this overlay cannot be used; `entries` is then empty and rendering it throws this. */
  readonly error?: MusterError;
}

export type OverlayContext = 'system' | 'runtime';

/** A file as a node will get it. */
export interface RenderedEntry extends Care {
  readonly path: string;
  readonly type: 'directory' | 'file' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content?: Uint8Array;
  readonly target?: string;
  /** Overlay it comes from. */
  readonly overlay: string;
}

/** An entry whose content is still in pieces: large pieces that several nodes get are the same objects. */
export interface PlacedEntry extends Omit<RenderedEntry, 'content'> {
  readonly content?: readonly Uint8Array[];
}

/** The archive of one context of one node. What it gives is put together each time it is asked for. */
export interface RenderedOverlay {
  readonly entries: readonly RenderedEntry[];
  /** newc cpio, uncompressed. */
  readonly archive: Uint8Array;
  /** Octets of `archive`. */
  readonly size: number;
  /** SHA-256 of `archive`. */
  readonly digest: string;
  /** Every entry with its content in pieces, without putting the archive together. */
  readonly placed: readonly PlacedEntry[];
  /** One gzip member of `archive`. */
  gzip(): Uint8Array;
}

/** What a rendering is for. */
export interface RenderOptions {
  /** Whether to keep what was made for the next that asks; not for looking at nodes that do not boot. Default true. */
  readonly keep?: boolean;
}

export interface OverlayService {
  /** All overlays by name: a site's hide a plugin's, and those the distribution's of the same name. One that cannot be read has an `error`. */
  scan(): Promise<ReadonlyMap<string, OverlayTree>>;
  /** Renders what `node` gets in `context`; throws a MusterError naming overlay, file, line and column. */
  render(
    node: ResolvedNode,
    context: OverlayContext,
    snapshot: Snapshot,
    options?: RenderOptions,
  ): Promise<RenderedOverlay>;
  /** Calls back after a file in one of the overlay folders changed, until the returned function is called. */
  watch(listener: () => void): Promise<() => Promise<void>>;
}
