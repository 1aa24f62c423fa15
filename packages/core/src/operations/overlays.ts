import { readFile } from 'node:fs/promises';
import { nearest } from '../config/nearest.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayContext, OverlayEntry, OverlayTree, RenderedEntry } from '../overlay/types.ts';
import type { Services } from '../plugin/types.ts';
import { existingNodes } from './nodes.ts';

/** An overlay by name. Throws OVERLAY_UNKNOWN with the nearest name. */
export function existingOverlay(overlays: ReadonlyMap<string, OverlayTree>, name: string): OverlayTree {
  const tree = overlays.get(name);
  if (tree === undefined) throw operationErrors.unknownOverlay(name, nearest(name, overlays.keys()));
  return tree;
}

/** Source text of one file of an overlay, templates unrendered; `file` is its path on the node. */
export async function overlayFile(tree: OverlayTree, file: string): Promise<string> {
  const entry = findEntry(`overlay "${tree.name}"`, tree.entries, file);
  return entry.type === 'symlink' ? `→ ${entry.target ?? ''}\n` : readFile(entry.source, 'utf8');
}

/** What a node gets in one context, file by file. */
export async function renderOverlays(
  { overlays }: Pick<Services, 'overlays'>,
  snapshot: Snapshot,
  nodeName: string,
  context: OverlayContext,
): Promise<readonly RenderedEntry[]> {
  const [name = nodeName] = existingNodes(snapshot.registry, nodeName);
  const node = snapshot.registry.node(name);
  return node === undefined ? [] : (await overlays.render(node, context, snapshot)).entries;
}

/** One of the files a node gets. Throws OVERLAY_FILE_UNKNOWN with the nearest path. */
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
