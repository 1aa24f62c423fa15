import { clientClassById } from '@muster/wire';
import { fromItsAddress, isTrustedDoor, needsToken, proofLevelOf } from '../session/levels.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { BootSession, BootSessions, LeaseBook, Refusal, Sighting } from '../session/types.ts';
import type { BootRequest } from './boot-request.ts';
import { withSpec } from './boot-spec.ts';
import { TOKEN_PLACEHOLDER, withToken } from './boot-token.ts';
import type { Snapshot } from './snapshot.ts';
import type { Assignment, Identity } from './types.ts';

/** Doors whose answers have to fit together over one boot. */
const PINNED_DOORS: ReadonlySet<string> = new Set(['dhcp', 'tftp', 'http']);

/** The request with the lease its source address holds. */
export function withLease(request: BootRequest, leases: LeaseBook): BootRequest {
  const { remoteAddress: address, lease, time } = request;
  if (address === undefined || lease !== undefined) return request;
  const mac = leases.holder(address, time);
  return mac === undefined ? request : Object.freeze({ ...request, lease: { mac, address } });
}

/** Only DHCP tells the client class: later requests of the boot are answered as for the machine that asked then. */
export function withClass(request: BootRequest, session: BootSession | undefined): BootRequest {
  const clientClass = session?.clientClass === undefined ? undefined : clientClassById(session.clientClass);
  if (clientClass === undefined || request.clientClass !== undefined) return request;
  return Object.freeze({ ...request, clientClass });
}

/** The snapshot that the boot under way is pinned to. */
export function pinned({ door }: BootRequest, node: string, sessions: BootSessions): Snapshot | undefined {
  if (!PINNED_DOORS.has(door)) return undefined;
  const session = sessions.pinnedOf(node);
  // DHCP that has begun a new boot has nothing to do with the one before.
  return door === 'dhcp' && session?.id !== sessions.of(node)?.id ? undefined : session?.snapshot;
}

/** The token that what is assigned carries on: the one the machine shows, or a placeholder for somebody who looks. */
export function shownToken(request: BootRequest, assignment: Assignment, sessions: BootSessions): string | undefined {
  const { node, snapshot, spec } = assignment;
  if (request.door === 'explain') {
    if (!isBootable(spec)) return undefined;
    return needsToken(proofLevelOf(node, snapshot.site)) ? TOKEN_PLACEHOLDER : undefined;
  }
  if (request.token === undefined || isTrustedDoor(request.door)) return undefined;
  return sessions.peek(request, node.name) === undefined ? undefined : request.token;
}

/** What a request for a script says about the boot of the machine. */
export function sightingOf(
  request: BootRequest,
  identity: Identity | undefined,
  { registry, site }: Snapshot,
): Sighting {
  const { time, mac, remoteAddress } = request;
  const node = identity === undefined ? undefined : registry.node(identity.node);
  const proven =
    identity === undefined ||
    node === undefined ||
    fromItsAddress(identity.proofs) ||
    identity.proofs.includes('asset-key') ||
    proofLevelOf(node, site) === 'open';
  return {
    step: 'script',
    time,
    proven,
    ...(identity === undefined ? {} : { node: identity.node }),
    ...(mac === undefined ? {} : { mac }),
    ...(remoteAddress === undefined ? {} : { address: remoteAddress }),
    ...(identity === undefined ? { about: factsOf(request) } : {}),
  };
}

function factsOf(request: BootRequest): NonNullable<Sighting['about']> {
  const { uuid, serial, assetTag, manufacturer, product, network, introduced } = request;
  const facts = Object.entries({ uuid, serial, assetTag, manufacturer, product, network, introduced });
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined));
}

/** Whether a machine that is known not to be the node asks in its name. */
export function isFromStranger(
  request: BootRequest,
  { proofs }: Identity,
  node: ResolvedNode,
  { site }: Snapshot,
  sessions: BootSessions,
): boolean {
  if (isTrustedDoor(request.door)) return false;
  const registered = Object.values(node.networkDevices).some(({ address }) => address !== undefined);
  return sessions.isStranger(request, node.name, { level: proofLevelOf(node, site), proofs, registered });
}

/** Claims the boot for a machine that can boot; one that cannot yet asks again, and then gets what is current. */
export function claimBoot(
  sessions: BootSessions,
  session: BootSession,
  request: BootRequest,
  assignment: Assignment,
): Assignment {
  const { identity, node, spec, snapshot } = assignment;
  if (!isBootable(spec)) {
    return { ...assignment, ...keptToken(request, assignment, sessions) };
  }
  const level = proofLevelOf(node, snapshot.site);
  const result = sessions.claim(session, request, { level, proofs: identity.proofs, snapshot });
  return 'refused' in result
    ? refusedAssignment(assignment, result.refused)
    : withToken(assignment, result.granted.token);
}

/** A machine that cannot boot yet claims nothing. */
function isBootable({ problems, kernel }: Assignment['spec']): boolean {
  return problems.length === 0 && kernel !== undefined;
}

function keptToken(request: BootRequest, assignment: Assignment, sessions: BootSessions): Pick<Assignment, 'token'> {
  const token = shownToken(request, assignment, sessions);
  return token === undefined ? {} : { token };
}

/** The machine is the node's, and not yet where the node belongs. Loaders that cannot move ask again all the same. */
export function movingAssignment(assignment: Assignment): Assignment {
  const { node, spec } = assignment;
  const problem = {
    code: 'ADDRESS_NOT_OF_NODE',
    sentence: `this machine is node ${node.name} now, and gets the address of it`,
    remedy: 'nothing has to be done: it asks again',
  };
  return { ...withoutOther(assignment), moves: true, spec: withSpec(spec, { ...NOTHING, problems: [problem] }) };
}

/** There is nothing to choose for a machine that does not boot now. */
function withoutOther(assignment: Assignment): Omit<Assignment, 'other'> {
  const { identity, node, spec, snapshot, token, stranger } = assignment;
  return {
    identity,
    node,
    spec,
    snapshot,
    ...(token === undefined ? {} : { token }),
    ...(stranger === undefined ? {} : { stranger }),
  };
}

const NOTHING = { kernel: undefined, initrds: [], args: [], deploy: [] };

/** All refusals look the same to a machine. */
function refusedAssignment(assignment: Assignment, refused: Refusal): Assignment {
  const problem = {
    code: 'BOOT_REFUSED',
    sentence: 'the server does not give this machine its boot now',
    remedy: `on the server: muster node timeline ${assignment.node.name}`,
  };
  return { ...withoutOther(assignment), refused, spec: withSpec(assignment.spec, { ...NOTHING, problems: [problem] }) };
}
