import { LONGEST_REPORT, parseReport } from '../../agent/parse-report.ts';
import { packMembers } from '../../agent/members.ts';
import type { AgentAnswer } from '../../agent/types.ts';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { Snapshot } from '../../lifecycle/snapshot.ts';
import type { Services } from '../../plugin/types.ts';
import { AFTER_BOOT } from '../../progress/stages.ts';
import { type FoundNode, provenNode } from '../../route/proven-machine.ts';
import { textReply } from '../../route/reply.ts';
import type { HttpExchange, Reply, Route, RouteRequest } from '../../route/types.ts';
import { PRIVATE } from './private.ts';

export interface AgentRouteOptions {
  readonly lifecycle: Lifecycle;
  readonly services: Pick<Services, 'agents' | 'overlays' | 'sessions'>;
  readonly snapshot: () => Snapshot;
}

/** Of the protocol. Who names none takes what comes: the first line of a manifest tells. */
const VERSION = '1';
/** How long an agent is kept waiting when nothing changes, shorter by up to a fifth: they are not to come back together. */
const WAIT_MS = 300_000;
const SPREAD = 0.2;
/** Beyond its wait an answer takes as long as its turn in the queue does. */
const PATIENCE_MS = 120_000;
/** A request line takes no more. */
const MOST_DIGESTS = 100;

/**
 * What the agent of a running node asks (docs/agent.md). All three want the node's `run` token, or what its level of proof
 * takes instead: overlays hold secrets, and a manifest tells their digests.
 */
export function agentRoutes(options: AgentRouteOptions): readonly Route[] {
  const proven = (request: RouteRequest): Promise<FoundNode> => {
    const { lifecycle, services, snapshot } = options;
    const gate = { lifecycle, sessions: services.sessions, stage: AFTER_BOOT, roles: ['boot', 'run'] as const };
    return provenNode(gate, request, snapshot());
  };
  return [
    {
      path: '/v1/agent/:wwid/manifest',
      transports: ['http'],
      summary: 'what the running node with this MAC is to have; waits until that is something else',
      handle: async (request) => {
        const found = await proven(request);
        return 'refusal' in found ? found.refusal : poll(found.node.name, request, options.services);
      },
    },
    {
      path: '/v1/agent/:wwid/members',
      transports: ['http'],
      summary: 'files of the runtime overlays by their digests',
      handle: async (request) => {
        const found = await proven(request);
        return 'refusal' in found ? found.refusal : members(found.node, request, options);
      },
    },
    {
      path: '/v1/agent/:wwid/report',
      transports: ['http'],
      methods: ['POST'],
      summary: 'what the agent of the node with this MAC did',
      handle: async (request) => {
        const found = await proven(request);
        return 'refusal' in found ? found.refusal : report(found.node.name, request, options.services);
      },
    },
  ];
}

async function poll(node: string, { http, query }: RouteRequest, { agents }: Pick<Services, 'agents'>): Promise<Reply> {
  if (http === undefined) return textReply(400, 'agents ask by HTTP\n');
  if (query.v !== undefined && query.v !== VERSION) {
    return textReply(400, `this server speaks version ${VERSION} of the protocol of agents\n`, { node });
  }
  const wait = waitOf(http);
  http.hold(wait + PATIENCE_MS);
  const have = /^"([0-9a-f]{32})"$/.exec(http.header('If-None-Match') ?? '')?.[1];
  return answered(node, await agents.poll({ node, have, wait, gone: http.gone() }));
}

function answered(node: string, answer: AgentAnswer): Reply {
  const about = { node, routine: true } as const;
  if (answer.kind === 'later') {
    const headers = { ...PRIVATE, 'Retry-After': String(answer.seconds) };
    return textReply(503, 'many nodes ask at once: come again later\n', { headers, ...about });
  }
  if (answer.kind === 'same') {
    return textReply(304, '', { headers: { ...PRIVATE, ETag: `"${answer.etag}"` }, ...about });
  }
  const { manifest, task } = answer;
  const headers = {
    ...PRIVATE,
    ETag: `"${manifest.etag}"`,
    ...(task === undefined ? {} : { 'Muster-Task': `${task.kind} ${task.id}` }),
  };
  return textReply(200, manifest.text, { headers, ...about });
}

/** `Prefer: wait=SECONDS` (RFC 7240 §4.3) may make it shorter. */
function waitOf(http: HttpExchange): number {
  const longest = WAIT_MS * (1 - SPREAD * Math.random());
  const wanted = /(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/.exec(http.header('Prefer') ?? '')?.[1];
  return wanted === undefined ? longest : Math.min(Number(wanted) * 1000, longest);
}

async function members(
  node: NonNullable<Extract<FoundNode, { node: unknown }>['node']>,
  { query }: RouteRequest,
  { services, snapshot }: AgentRouteOptions,
): Promise<Reply> {
  const digests = new Set((query.digests ?? '').split(','));
  const { format = 'cpio' } = query;
  if (digests.size > MOST_DIGESTS || ![...digests].every((digest) => /^[0-9a-f]{64}$/.test(digest))) {
    return textReply(400, `digests have to be up to ${MOST_DIGESTS} SHA-256 digests, with commas between them\n`);
  }
  if (format !== 'cpio' && format !== 'tar') return textReply(400, 'format has to be cpio or tar\n');
  const rendered = await services.overlays.render(node, 'runtime', snapshot());
  const { archive, count } = packMembers(rendered, digests, format);
  // What is gone since the manifest was read is not there; the next manifest says so.
  if (count === 0) return textReply(404, 'the overlays hold none of these any more\n', { node: node.name });
  return {
    status: 200,
    contentType: 'application/gzip',
    headers: PRIVATE,
    body: { kind: 'bytes', bytes: archive },
    node: node.name,
    routine: true,
  };
}

async function report(
  node: string,
  { http, query }: RouteRequest,
  { agents }: Pick<Services, 'agents'>,
): Promise<Reply> {
  const body = await http?.body(LONGEST_REPORT);
  if (body === undefined) return textReply(413, `a report has at most ${LONGEST_REPORT} octets\n`);
  const read = parseReport(query, body);
  if (read === undefined) return textReply(400, 'outcome has to be updated, unchanged or failed\n');
  agents.report(node, read);
  return textReply(200, 'ok\n', { node, routine: true });
}
