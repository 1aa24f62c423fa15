import type { ControlContext } from '../control/procedure.ts';
import { version } from '../control/version.ts';
import { countAgents } from './agents.ts';
import { problemOf } from '../control/wire-error.ts';

/** What the server is and serves; without one, what there is to serve. */
export async function describeServer({ site, daemon, snapshot }: ControlContext) {
  const { number, id, time, registry, images, overlays } = await snapshot();
  const problem = site.snapshots.problem();
  return {
    daemon,
    version,
    ...(daemon ? { pid: process.pid, uptime: process.uptime() } : {}),
    snapshot: { number, id, time },
    listeners: site.provisioner.listeners,
    nodes: registry.nodeNames.length,
    profiles: registry.profileNames.length,
    images: images.size,
    overlays: overlays.size,
    ...(daemon ? { agents: countAgents(site, registry.nodeNames) } : {}),
    failures: site.snapshots.failures().map(({ error }) => problemOf(error)),
    ...(problem === undefined ? {} : { problem: problemOf(problem) }),
  };
}
