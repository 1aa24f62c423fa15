import type { SiteConfig } from '../config/types.ts';
import { isMusterError, messageOf } from '../errors/index.ts';
import { checkClasses, checkNodes } from '../lifecycle/composition.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { checkOverlays } from '../operations/check-overlays.ts';
import type { OverlayService } from '../overlay/types.ts';
import type { CheckContext, CheckResult } from '../plugin/types.ts';
import { portChecks } from './port-checks.ts';
import { type OwnedCheck, runChecks } from './run-checks.ts';

/** Asking who else answers DHCP takes seconds, however short the time is that taps have. */
const LEAST_MS = 10_000;

/** One finding of the preflight, about everything it is the same for. */
export interface Finding extends CheckResult {
  /** Step of the boot, or the plugin the check is of. */
  readonly step: string;
  /** What was looked at: a check's name, client classes, nodes. */
  readonly subjects: readonly string[];
}

export interface PreflightParts {
  readonly site: SiteConfig;
  readonly provisioner: Provisioner;
  readonly overlays: Pick<OverlayService, 'render'>;
  /** Reads what is on disk. Rejects when that cannot be used: then it is a finding, and what needs it is left out. */
  readonly snapshot: () => Promise<Snapshot>;
  /** The site's server, when one runs beside. */
  readonly server?: CheckContext['server'];
}

/**
 * Looks at everything between power-on and login without serving: the checks of core and plugins, then for every client
 * class and node the step of its boot that nobody provides, and what its overlays lack.
 */
export async function preflight(parts: PreflightParts): Promise<readonly Finding[]> {
  const { provisioner, overlays, server, site } = parts;
  const findings = new Map<string, Finding>();
  const add = (step: string, subject: string, result: CheckResult): void => {
    const key = JSON.stringify([step, result]);
    const subjects = findings.get(key)?.subjects ?? [];
    findings.set(key, { step, ...result, subjects: [...subjects, subject] });
  };
  const snapshot = await parts.snapshot().catch((error: unknown) => {
    add('core', 'registry', unreadable(error));
    return undefined;
  });
  const checks = checksOf(provisioner, site.networks);
  const context = { snapshot, ...(server === undefined ? {} : { server }) };
  for (const { plugin, check, results } of await runChecks(checks, context, Math.max(site.pluginTimeout, LEAST_MS))) {
    for (const result of results) add(plugin, check, result);
  }
  if (snapshot === undefined) return [...findings.values()];
  for (const { subject, step, result } of await checkClasses(provisioner, snapshot)) add(step, subject, result);
  for (const { subject, step, result } of await checkNodes(provisioner, snapshot)) add(step, subject, result);
  for (const { subject, result } of await checkOverlays(overlays, snapshot)) add('overlays', subject, result);
  return [...findings.values()];
}

/** Those of the ports each plugin listens on, then those it brings itself. */
function checksOf({ contributions }: Provisioner, networks: SiteConfig['networks']): readonly OwnedCheck[] {
  const known = Object.values(networks).map(({ address }) => address);
  const ports = contributions
    .of('listens')
    .flatMap(({ plugin, item }) => portChecks(item, known).map((check) => ({ plugin, item: check })));
  return [...ports, ...contributions.of('checks')];
}

function unreadable(error: unknown): CheckResult {
  const remedy = isMusterError(error) ? error.remedy : 'see the message';
  return { level: 'error', sentence: messageOf(error), remedy };
}
