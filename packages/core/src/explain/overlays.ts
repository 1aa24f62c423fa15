import { createHash } from 'node:crypto';
import { isMusterError } from '../errors/index.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayContext, OverlayService, RenderedEntry } from '../overlay/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { ExplainedFinding, ExplainedOverlay } from './schema.ts';

/** The files one context of a node's overlays gives it; an overlay that cannot be rendered becomes a finding. */
export async function explainOverlays(
  overlays: OverlayService,
  node: ResolvedNode,
  context: OverlayContext,
  snapshot: Snapshot,
): Promise<{ readonly overlay: ExplainedOverlay; readonly findings: readonly ExplainedFinding[] }> {
  const names = [...(context === 'system' ? node.systemOverlays : node.runtimeOverlays)];
  if (names.length === 0) return { overlay: { overlays: [], size: 0, files: [] }, findings: [] };
  try {
    // Not kept: the memory is for nodes that boot.
    const { entries, size, digest } = await overlays.render(node, context, snapshot, { keep: false });
    return { overlay: { overlays: names, digest, size, files: entries.map(fileOf) }, findings: [] };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    const { code, sentence, remedy } = error;
    const finding = { level: 'error' as const, code, sentence, remedy };
    return { overlay: { overlays: names, size: 0, files: [] }, findings: [finding] };
  }
}

function fileOf({
  path,
  type,
  mode,
  uid,
  gid,
  content,
  target,
  overlay,
}: RenderedEntry): ExplainedOverlay['files'][number] {
  return {
    path,
    type,
    mode,
    uid,
    gid,
    ...(content === undefined
      ? {}
      : { size: content.length, digest: createHash('sha256').update(content).digest('hex') }),
    ...(target === undefined ? {} : { target }),
    overlay,
  };
}
