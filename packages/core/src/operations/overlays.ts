import { readFile } from 'node:fs/promises';
import { nearest } from '../config/nearest.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayContext, OverlayEntry, OverlayTree, RenderedEntry } from '../overlay/types.ts';
import type { Services } from '../plugin/types.ts';
import { existingNode } from './nodes.ts';

type OverlaysOnly = Pick<Services, 'overlays'>;

/** An overlay as a line of a list. */
export interface OverlayLine {
  readonly name: string;
  readonly origin: string;
  /** How many entries that are no folders. */
  readonly files: number;
  readonly folder: string;
}

/** A file of an overlay as a line of a list. */
export type FileLine = Pick<OverlayEntry, 'path' | 'type' | 'mode' | 'uid' | 'gid' | 'target'>;

/** A file a node gets, as a line of a list. */
export interface RenderedLine extends Omit<FileLine, 'type'>, Pick<RenderedEntry, 'type' | 'overlay'> {
  /** Octets; undefined for folders and symlinks. */
  readonly size: number | undefined;
}

/** All overlays; those of the site hide distribution overlays of the same name. */
export async function listOverlays({ overlays }: OverlaysOnly): Promise<readonly OverlayLine[]> {
  return [...(await overlays.scan()).values()].map(({ name, origin, entries, folder }) => ({
    name,
    origin,
    files: entries.filter(({ type }) => type !== 'directory').length,
    folder,
  }));
}

/**
 * The files of an overlay, or the text of one of them as it is written. Throws OVERLAY_UNKNOWN with the nearest name, and
 * why an overlay cannot be used.
 */
export async function describeOverlay(
  { overlays }: OverlaysOnly,
  name: string,
  file: string | undefined,
): Promise<{ readonly entries: readonly FileLine[]; readonly text?: string }> {
  const known = await overlays.scan();
  const tree = known.get(name);
  if (tree === undefined) throw operationErrors.unknownOverlay(name, nearest(name, known.keys()));
  if (tree.error !== undefined) throw tree.error;
  if (file !== undefined) return { entries: [], text: await overlayFile(tree, file) };
  return {
    entries: tree.entries.map(({ path, type, mode, uid, gid, target }) => ({
      path,
      type,
      mode,
      uid,
      gid,
      ...(target === undefined ? {} : { target }),
    })),
  };
}

/** What a node gets in one context as a list, or the text of one of its files. */
export async function describeRendering(
  { overlays }: OverlaysOnly,
  snapshot: Snapshot,
  nodeName: string,
  context: OverlayContext,
  file: string | undefined,
): Promise<{ readonly entries: readonly RenderedLine[]; readonly text?: string }> {
  const entries = await renderOverlays({ overlays }, snapshot, nodeName, context);
  if (file !== undefined) {
    const { content, target } = findEntry(`the ${context} overlay of ${nodeName}`, entries, file);
    return { entries: [], text: content === undefined ? `→ ${target ?? ''}` : new TextDecoder().decode(content) };
  }
  return {
    entries: entries.map(({ path, type, mode, uid, gid, content, target, overlay }) => ({
      path,
      type,
      mode,
      uid,
      gid,
      size: content?.length,
      ...(target === undefined ? {} : { target }),
      overlay,
    })),
  };
}

/** What a node gets in one context, file by file. */
export async function renderOverlays(
  { overlays }: OverlaysOnly,
  snapshot: Snapshot,
  nodeName: string,
  context: OverlayContext,
): Promise<readonly RenderedEntry[]> {
  const name = existingNode(snapshot.registry, nodeName);
  const node = snapshot.registry.node(name);
  return node === undefined ? [] : (await overlays.render(node, context, snapshot)).entries;
}

async function overlayFile(tree: OverlayTree, file: string): Promise<string> {
  const entry = findEntry(`overlay "${tree.name}"`, tree.entries, file);
  return entry.type === 'symlink' ? `→ ${entry.target ?? ''}\n` : readFile(entry.source, 'utf8');
}

/** One of several files. Throws OVERLAY_FILE_UNKNOWN with the nearest path. */
export function findEntry<Entry extends Pick<OverlayEntry | RenderedEntry, 'path'>>(
  what: string,
  entries: readonly Entry[],
  file: string,
): Entry {
  const path = file.startsWith('/') ? file : `/${file}`;
  const found = entries.find((entry) => entry.path === path);
  if (found === undefined) {
    const paths = entries.map((entry) => entry.path);
    throw operationErrors.unknownFile(what, file, nearest(path, paths));
  }
  return found;
}
