import { nearest } from '../config/nearest.ts';
import { isMusterError, messageOf, type MusterError } from '../errors/index.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayContext, OverlayService } from '../overlay/types.ts';
import type { CheckResult } from '../plugin/types.ts';

/** What keeps a node from its overlays, which a boot would only meet after kernel and image. */
export interface OverlayReport {
  /** The node's name. */
  readonly subject: string;
  readonly result: CheckResult;
}

/**
 * For every node: overlays that do not exist or cannot be read. Of the nodes with the same overlays, one's are rendered as
 * well: a template that fails does so for all, or for the values of a single node, which `muster overlay render` shows.
 */
export async function checkOverlays(
  overlays: Pick<OverlayService, 'render'>,
  snapshot: Snapshot,
): Promise<readonly OverlayReport[]> {
  const reports: OverlayReport[] = [];
  const rendered = new Set<string>();
  for (const subject of snapshot.registry.nodeNames) {
    const node = snapshot.registry.node(subject);
    if (node === undefined) continue;
    const warn = (error: unknown): void => {
      reports.push({ subject, result: warning(error) });
    };
    const contexts: [OverlayContext, readonly string[]][] = [
      ['system', node.systemOverlays],
      ['runtime', node.runtimeOverlays],
    ];
    for (const [context, names] of contexts) {
      const faults = names.map((name) => faultOf(name, snapshot)).filter((fault) => fault !== undefined);
      for (const fault of faults) warn(fault);
      const key = JSON.stringify([context, names]);
      if (faults.length > 0 || names.length === 0 || rendered.has(key)) continue;
      rendered.add(key);
      await overlays.render(node, context, snapshot).catch(warn);
    }
  }
  return reports;
}

function faultOf(name: string, { overlays }: Snapshot): MusterError | undefined {
  const tree = overlays.get(name);
  return tree === undefined ? operationErrors.unknownOverlay(name, nearest(name, overlays.keys())) : tree.error;
}

function warning(error: unknown): CheckResult {
  const remedy = isMusterError(error) ? { remedy: error.remedy } : {};
  return { level: 'warning', sentence: messageOf(error), ...remedy };
}
