import { checkClasses, checkNodes } from '../lifecycle/composition.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { messageOf } from '../errors/index.ts';
import type { CheckResult } from '../plugin/types.ts';

/** One line of the preflight. */
export interface PreflightLine extends CheckResult {
  /** What was looked at: a check's name, a client class, a node. */
  readonly subject: string;
  /** Step of the boot, or the plugin the check is of. */
  readonly step: string;
}

/**
 * Looks at everything between power-on and login without serving: the plugins' own checks, then for every client class and
 * node the step of its boot that nobody provides.
 */
export async function preflight(provisioner: Provisioner, snapshot: Snapshot): Promise<readonly PreflightLine[]> {
  const lines: PreflightLine[] = [];
  for (const { plugin, item } of provisioner.contributions.of('checks')) {
    const results = await item
      .run()
      .catch((error: unknown): CheckResult[] => [
        {
          level: 'error',
          sentence: `the check failed: ${messageOf(error)}`,
          remedy: `report this to the author of ${plugin}`,
        },
      ]);
    lines.push(...results.map((result) => ({ subject: item.name, step: plugin, ...result })));
  }
  const reports = [...(await checkClasses(provisioner, snapshot)), ...(await checkNodes(provisioner, snapshot))];
  return [...lines, ...reports.map(({ subject, step, result }) => ({ subject, step, ...result }))];
}
