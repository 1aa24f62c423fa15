import { refusals } from '../errors/session.ts';
import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { Assignment } from '../lifecycle/types.ts';
import { fromItsAddress } from '../session/levels.ts';
import type { BootSessions, Refusal } from '../session/types.ts';

/** Ports only privileged programs of a machine send from (Unix tradition; Linux: net.ipv4.ip_unprivileged_port_start). */
const UNPRIVILEGED_PORT = 1024;

/**
 * Warewulf's clients cannot carry a token; where a node allows it, its address and a privileged port stand for one. Its first
 * stage asks for the system overlays from any port: it may as long as the boot that this address claimed is under way, when no
 * user's program runs there yet. The first runtime overlay from a privileged port ends that boot. Undefined: it may.
 */
export function warewulfRefusal(
  sessions: BootSessions,
  stage: string,
  boot: BootRequest,
  { node, identity }: Pick<Assignment, 'node' | 'identity'>,
): Refusal | undefined {
  if (node.boot.compat !== 'warewulf' || !fromItsAddress(identity.proofs)) {
    return refusals.tokenMissing(node.name, boot.remoteAddress);
  }
  const underWay = sessions.pinnedOf(node.name);
  if (isPrivileged(boot.remotePort)) {
    if (stage === 'runtime' && underWay !== undefined) sessions.close(underWay.id, 'up');
    return undefined;
  }
  const isFirstStage =
    stage === 'system' && underWay?.claimedBy === boot.remoteAddress && (underWay?.expiresAt ?? 0) > boot.time;
  return isFirstStage ? undefined : refusals.portUnprivileged(node.name, boot.remoteAddress);
}

function isPrivileged(port: number | undefined): boolean {
  return port !== undefined && port > 0 && port < UNPRIVILEGED_PORT;
}
