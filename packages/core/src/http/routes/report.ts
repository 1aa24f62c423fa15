import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { ProgressEvent, Timeline } from '../../progress/types.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, Route, RouteRequest } from '../../route/types.ts';

const OUTCOMES: readonly ProgressEvent['outcome'][] = ['started', 'done', 'failed'];

const LONGEST_DETAIL = 200;

/**
 * `/v1/report/MAC?stage=S&outcome=done&detail=…`: a machine tells how its boot goes, from a loader's failure branch, the
 * first stage or init. By GET, because iPXE of 2019 has nothing else.
 */
export function reportRoutes(lifecycle: Lifecycle, timeline: Timeline): readonly Route[] {
  return [
    {
      path: '/v1/ping',
      transports: ['http'],
      summary: 'whether the server is up',
      handle: () => textReply(200, '{"ok":true}\n', { contentType: 'application/json' }),
    },
    {
      path: '/v1/report/:wwid',
      transports: ['http'],
      summary: "a machine's word on how its boot goes",
      handle: (request) => report(request, lifecycle, timeline),
    },
  ];
}

async function report({ boot, query }: RouteRequest, lifecycle: Lifecycle, timeline: Timeline): Promise<Reply> {
  const stage = query.stage ?? '';
  const outcome = OUTCOMES.find((known) => known === (query.outcome ?? 'done'));
  if (boot.mac === undefined && boot.uuid === undefined) return textReply(400, 'no MAC address or UUID in this path\n');
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(stage)) return textReply(400, 'stage has to be a short lower-case word\n');
  if (outcome === undefined) return textReply(400, `outcome has to be one of ${OUTCOMES.join(', ')}\n`);
  const identity = await lifecycle.discover(boot);
  const detail = query.detail?.slice(0, LONGEST_DETAIL);
  timeline.record({
    time: boot.time,
    stage,
    outcome,
    by: 'node',
    ...(identity === undefined ? {} : { node: identity.node }),
    ...(boot.mac === undefined ? {} : { mac: boot.mac }),
    ...(boot.remoteAddress === undefined ? {} : { address: boot.remoteAddress }),
    ...(detail === undefined || detail === '' ? {} : { detail }),
  });
  return textReply(200, 'ok\n');
}
