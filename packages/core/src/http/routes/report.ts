import { refusals } from '../../errors/session.ts';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { BootRequest } from '../../lifecycle/boot-request.ts';
import type { Snapshot } from '../../lifecycle/snapshot.ts';
import type { Identity } from '../../lifecycle/types.ts';
import type { Services } from '../../plugin/types.ts';
import type { ProgressEvent } from '../../progress/types.ts';
import { kernelFailure } from './kernel-failure.ts';
import { refusedBy } from '../../route/about-machine.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, Route, RouteRequest } from '../../route/types.ts';
import { fromItsAddress, proofLevelOf } from '../../session/levels.ts';
import type { BootSessions, Refusal } from '../../session/types.ts';

const OUTCOMES: readonly ProgressEvent['outcome'][] = ['started', 'done', 'failed'];

const LONGEST_DETAIL = 200;

type ReportServices = Pick<Services, 'timeline' | 'sessions' | 'programs' | 'blobs'>;

/**
 * `/v1/report/MAC?stage=S&outcome=done&detail=…`: a machine tells how its boot goes, from a loader's failure branch, the
 * first stage or init. By GET, because iPXE of 2019 has nothing else; over TFTP for GRUB without HTTP.
 */
export function reportRoutes(
  lifecycle: Lifecycle,
  services: ReportServices,
  snapshot: () => Snapshot,
): readonly Route[] {
  return [
    {
      path: '/v1/ping',
      transports: ['http'],
      summary: 'whether the server is up',
      handle: () => textReply(200, '{"ok":true}\n', { contentType: 'application/json' }),
    },
    {
      path: '/v1/report/:wwid',
      summary: "a machine's word on how its boot goes",
      handle: (request) => report(request, lifecycle, services, snapshot()),
    },
  ];
}

async function report(
  { boot, query }: RouteRequest,
  lifecycle: Lifecycle,
  services: ReportServices,
  snapshot: Snapshot,
): Promise<Reply> {
  const { timeline, sessions } = services;
  const stage = query.stage ?? '';
  const outcome = OUTCOMES.find((known) => known === (query.outcome ?? 'done'));
  if (boot.mac === undefined && boot.uuid === undefined) return textReply(400, 'no MAC address or UUID in this path\n');
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(stage)) return textReply(400, 'stage has to be a short lower-case word\n');
  if (outcome === undefined) return textReply(400, `outcome has to be one of ${OUTCOMES.join(', ')}\n`);
  const identity = await lifecycle.discover(boot);
  const refused = identity === undefined ? undefined : refusalOf(boot, identity, sessions, snapshot);
  if (identity !== undefined && refused !== undefined) {
    return textReply(403, '', { node: identity.node, ...refusedBy(refused) });
  }
  const isKernel = stage === 'kernel' && outcome === 'failed';
  const judged = isKernel ? await kernelFailure(boot, query, { lifecycle, ...services }) : undefined;
  const detail = judged?.detail ?? query.detail?.slice(0, LONGEST_DETAIL);
  timeline.record({
    time: boot.time,
    stage,
    outcome,
    by: 'node',
    ...(identity === undefined ? {} : { node: identity.node }),
    ...(boot.mac === undefined ? {} : { mac: boot.mac }),
    ...(boot.remoteAddress === undefined ? {} : { address: boot.remoteAddress }),
    ...(detail === undefined || detail === '' ? {} : { detail }),
    ...(judged?.code === undefined ? {} : { code: judged.code }),
  });
  if (stage === 'up' && outcome === 'done') closeBoot(sessions, identity?.node ?? boot.mac);
  // GRUB runs what it fetches: to it this is a comment.
  return textReply(200, '# ok\n');
}

function closeBoot(sessions: BootSessions, machine: string | undefined): void {
  const session = machine === undefined ? undefined : sessions.of(machine);
  if (session?.state === 'open') sessions.close(session.id, 'up');
}

/** Nobody tells how another machine's boot goes: a token of it, or its address, unless the node proves nothing at all. */
function refusalOf(
  boot: BootRequest,
  { node: name, proofs }: Identity,
  sessions: BootSessions,
  { registry, site }: Snapshot,
): Refusal | undefined {
  const node = registry.node(name);
  if (node === undefined || proofLevelOf(node, site) === 'open' || fromItsAddress(proofs)) return undefined;
  if (boot.remoteAddress !== undefined && sessions.of(name)?.claimedBy === boot.remoteAddress) return undefined;
  if (boot.token === undefined) return refusals.notItsAddress(name, boot.remoteAddress);
  const result = sessions.check(boot, name, ['boot', 'run']);
  return 'refused' in result ? result.refused : undefined;
}
