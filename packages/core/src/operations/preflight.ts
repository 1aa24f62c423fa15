import { checkClasses, checkNodes } from '../lifecycle/composition.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { messageOf } from '../errors/index.ts';
import type { OverlayService } from '../overlay/types.ts';
import type { CheckResult } from '../plugin/types.ts';
import { checkOverlays } from './check-overlays.ts';

/** One finding of the preflight, about everything it is the same for. */
export interface Finding extends CheckResult {
  /** Step of the boot, or the plugin the check is of. */
  readonly step: string;
  /** What was looked at: a check's name, client classes, nodes. */
  readonly subjects: readonly string[];
}

/**
 * Looks at everything between power-on and login without serving: the plugins' own checks, then for every client class and
 * node the step of its boot that nobody provides, and what its overlays lack.
 */
export async function preflight(
  provisioner: Provisioner,
  snapshot: Snapshot,
  overlays: Pick<OverlayService, 'render'>,
): Promise<readonly Finding[]> {
  const findings = new Map<string, Finding>();
  const add = (step: string, subject: string, result: CheckResult): void => {
    const key = JSON.stringify([step, result]);
    const subjects = findings.get(key)?.subjects ?? [];
    findings.set(key, { step, ...result, subjects: [...subjects, subject] });
  };
  for (const { plugin, item } of provisioner.contributions.of('checks')) {
    const results = await item.run().catch((error: unknown): CheckResult[] => {
      const remedy = `report this to the author of plugin ${plugin}`;
      return [{ level: 'error', sentence: `the check failed: ${messageOf(error)}`, remedy }];
    });
    for (const result of results) add(plugin, item.name, result);
  }
  for (const { subject, step, result } of await checkClasses(provisioner, snapshot)) add(step, subject, result);
  for (const { subject, step, result } of await checkNodes(provisioner, snapshot)) add(step, subject, result);
  for (const { subject, result } of await checkOverlays(overlays, snapshot)) add('overlays', subject, result);
  return [...findings.values()];
}
