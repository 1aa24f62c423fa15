import { refusals } from '../errors/session.ts';
import type { Lifecycle } from '../lifecycle/hooks.ts';
import { isFromStranger } from '../lifecycle/boot-session.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Assignment } from '../lifecycle/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { fromItsAddress, isTrustedDoor, proofLevelOf } from '../session/levels.ts';
import type { BootSessions, Refusal, TokenRole } from '../session/types.ts';
import { refusedBy, whoseBoot } from './about-machine.ts';
import { textReply } from './reply.ts';
import type { Reply, RouteRequest } from './types.ts';
import { warewulfRefusal } from './warewulf-client.ts';

/** The machine a route is asked for, or the answer to give when it may not have it. */
export type FoundMachine = { readonly assignment: Assignment } | { readonly refusal: Reply };

/** What a route that gives away secrets needs to tell whether it may. */
export interface Gate {
  readonly lifecycle: Lifecycle;
  readonly sessions: BootSessions;
  /** Timeline stage that refusals are recorded under. */
  readonly stage: string;
  /** Tokens that open it; default `boot` only. */
  readonly roles?: readonly TokenRole[];
}

type FoundIdentity = Pick<Assignment, 'node' | 'identity' | 'snapshot'>;

const UNAUTHORIZED: ReadonlySet<string> = new Set(['ASSET_KEY_MISSING', 'ASSET_KEY_WRONG', 'PORT_UNPRIVILEGED']);

/** Finds the node a request is for: no machine named 400, unknown 404. */
export async function findMachine(lifecycle: Lifecycle, { boot }: RouteRequest, stage: string): Promise<FoundMachine> {
  if (boot.mac === undefined && boot.uuid === undefined) {
    return { refusal: textReply(400, 'no MAC address or UUID in this path\n', { stage }) };
  }
  const assignment = await lifecycle.assign(boot);
  if (assignment === undefined) {
    return { refusal: textReply(404, `no node has ${boot.mac ?? boot.uuid ?? ''}\n`, { stage }) };
  }
  return { assignment };
}

/**
 * The node a request is for, once it has proven what the node's level of proof wants. Refusals are 401 for a missing or wrong
 * asset key and for an unprivileged port (Warewulf's answers), 403 otherwise, with an empty body (Warewulf's clients pipe
 * bodies into gzip); the reason is for the log
 * and the timeline only.
 */
export async function provenMachine(gate: Gate, request: RouteRequest): Promise<FoundMachine> {
  const { lifecycle, stage } = gate;
  const machine = await findMachine(lifecycle, request, stage);
  if ('refusal' in machine) return machine;
  const refused = refusalOf(gate, request, machine.assignment);
  return refused === undefined ? machine : { refusal: refusedReply(stage, machine.assignment, refused) };
}

/** A node that runs, or the answer to give when it may not have what is the node's. */
export type FoundNode = { readonly node: ResolvedNode } | { readonly refusal: Reply };

/**
 * As {@link provenMachine}, for a node that is up: by the registry as it is now, whatever its boot is pinned to, and without
 * working out what it would boot.
 */
export async function provenNode(gate: Gate, request: RouteRequest, snapshot: Snapshot): Promise<FoundNode> {
  const { lifecycle, sessions, stage } = gate;
  const { boot } = request;
  const identity = await lifecycle.discover(boot);
  const node = identity === undefined ? undefined : snapshot.registry.node(identity.node);
  if (identity === undefined || node === undefined) return { refusal: textReply(404, 'no node is this machine\n') };
  const refused = refusalOf(gate, request, { node, identity, snapshot });
  if (refused === undefined) return { node };
  const stranger = isFromStranger(boot, identity, node, snapshot, sessions);
  return { refusal: refusedReply(stage, { node, ...(stranger ? { stranger } : {}) }, refused) };
}

function refusedReply(stage: string, whose: Pick<Assignment, 'node' | 'stranger'>, refused: Refusal): Reply {
  const status = UNAUTHORIZED.has(refused.code) ? 401 : 403;
  return textReply(status, '', { stage, ...whoseBoot(whose), ...refusedBy(refused) });
}

function refusalOf(
  { sessions, roles, stage }: Gate,
  { boot }: RouteRequest,
  found: FoundIdentity,
): Refusal | undefined {
  const { node, identity, snapshot } = found;
  const level = proofLevelOf(node, snapshot.site);
  if (level === 'open' || isTrustedDoor(boot.door)) return undefined;
  if (level === 'address') {
    return fromItsAddress(identity.proofs) ? undefined : refusals.notItsAddress(node.name, boot.remoteAddress);
  }
  if (boot.token !== undefined) {
    const result = sessions.check(boot, node.name, roles);
    return 'refused' in result ? result.refused : undefined;
  }
  if (node.assetKey !== undefined && !identity.proofs.includes('asset-key')) {
    return refusals.assetKey(node.name, boot.remoteAddress, boot.assetKey !== undefined);
  }
  return warewulfRefusal(sessions, stage, boot, found);
}
