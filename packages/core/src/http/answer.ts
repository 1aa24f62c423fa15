import { stat } from 'node:fs/promises';
import { isMusterError } from '../errors/index.ts';
import { type Ends, requestFacts } from '../route/request-facts.ts';
import { textReply } from '../route/reply.ts';
import { READING } from '../route/route-table.ts';
import type { HttpExchange, Method, Reply, Route, RouteRequest, ServedFile } from '../route/types.ts';
import { identifiedPath } from './identified-path.ts';
import { currentPath } from './provision.ts';
import type { Target } from './target.ts';
import type { HttpServerOptions } from './types.ts';

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST'] satisfies Method[];

/** What answers a request. */
export interface Answer {
  readonly reply: Reply;
  /** Pattern of the route, or the served file's path; `-` when nothing matched. */
  readonly route: string;
  /** MAC the request named. */
  readonly mac?: string;
  /** What the route threw; `reply` then is the answer to give for it. */
  readonly failure?: unknown;
}

/** Finds who answers a request and lets it answer. Never rejects. */
export async function answerRequest(
  http: HttpExchange,
  target: Target,
  ends: Ends,
  { site, routes }: Pick<HttpServerOptions, 'site' | 'routes'>,
): Promise<Answer> {
  const { method } = http;
  if (!METHODS.includes(method)) return unmatched(methodReply(READING));
  if (!target.ok) return unmatched(textReply(target.status, `${target.reason}\n`));
  const path = currentPath(target.path, target.query);
  if (path === undefined) return unmatched(textReply(400, 'there is no such stage\n'));
  const asked = identifiedPath(path);
  const match = routes.match(asked.path, 'http');
  const methods = (match?.kind === 'route' ? match.route.methods : undefined) ?? READING;
  if (!methods.includes(method)) return unmatched(methodReply(methods));
  if (match === undefined) return unmatched(textReply(404, 'nothing is served under this path\n'));
  const about = asked.mac === undefined ? {} : { mac: asked.mac };
  if (match.kind === 'file') return { reply: await fileReply(match.file), route: match.file.path, ...about };
  const { route } = match;
  const params = asked.mac === undefined ? match.params : { wwid: asked.mac, ...match.params };
  const boot = requestFacts(site, 'http', ends, params, target.query);
  return await handled(route, { boot, transport: 'http', path: asked.path, params, query: target.query, http });
}

/** Machines and strangers learn the code alone; sentence, place and stack are for the log. */
export function failureReply(error: unknown): Reply {
  const code = isMusterError(error) ? error.code : 'INTERNAL';
  return textReply(500, `the server failed with ${code}; its log says more\n`);
}

/** A body that nobody reads is still on its way: the connection ends here. */
function methodReply(allowed: readonly Method[]): Reply {
  const headers = { Allow: allowed.join(', '), Connection: 'close' };
  return textReply(405, `only ${allowed.join(' and ')} are answered here\n`, { headers });
}

function unmatched(reply: Reply): Answer {
  return { reply, route: '-' };
}

async function handled(route: Route, request: RouteRequest): Promise<Answer> {
  const about = { route: route.path, ...(request.boot.mac === undefined ? {} : { mac: request.boot.mac }) };
  try {
    return { ...about, reply: await route.handle(request) };
  } catch (failure) {
    const { stage } = route;
    return { ...about, reply: { ...failureReply(failure), ...(stage === undefined ? {} : { stage }) }, failure };
  }
}

async function fileReply({ file }: ServedFile): Promise<Reply> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return textReply(404, 'this file is missing on the server\n');
  const body = { kind: 'file', file, size: found.size } as const;
  return { status: 200, contentType: 'application/octet-stream', body, stage: 'boot-file' };
}
