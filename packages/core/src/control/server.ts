import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { nearest } from '../config/nearest.ts';
import { controlErrors } from '../errors/control.ts';
import { messageOf } from '../errors/index.ts';
import type { MusterError } from '../errors/muster-error.ts';
import type { Logger } from '../plugin/types.ts';
import type { OpenSite } from '../site/open-site.ts';
import { type Answer, createAnswer, errorFor } from './answer.ts';
import { answerStream } from './answer-stream.ts';
import { createCheckInput } from './check-input.ts';
import { openApiDocument } from './openapi.ts';
import type { AnyProcedure, Authorship, ControlContext } from './procedure.ts';
import { API_HEADER, AUTHOR_HEADER, BEAT_MS, CONTROL_API, LARGEST_BODY, PREFIX, REASON_HEADER } from './protocol.ts';
import { fromQuery } from './query.ts';
import { createRunner } from './run-procedure.ts';
import type { Seat } from './socket.ts';
import { problemOf } from './wire-error.ts';

const LARGEST_HEAD = 256 * 1024;

/** Running calls have this long to come to their end when the server closes, ms. */
const FAREWELL_MS = 10_000;

export interface ControlServerOptions {
  readonly site: OpenSite;
  readonly seat: Seat;
  readonly procedures: readonly AnyProcedure[];
  readonly log: Logger;
  /** Default {@link BEAT_MS}. */
  readonly beatMs?: number;
}

export interface ControlServer {
  /** `GET /v1/nodes` and so on, as registered. */
  readonly routes: readonly string[];
  /** Ends streams, lets calls come to their end, takes the socket away. */
  close(): Promise<void>;
}

/** Serves the procedures on the Unix socket of a seat. */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const { site, seat, procedures, log, beatMs = BEAT_MS } = options;
  const app = createApp(log);
  const run = createRunner(site);
  const check = createCheckInput();
  const routes: string[] = [];
  const streams = new Set<Answer>();
  const answering = new Set<Promise<void>>();
  const document = JSON.stringify(openApiDocument(procedures));
  app.addHook('onRoute', ({ method, url }) => {
    routes.push(`${String(method)} ${url}`);
  });
  app.get(`${PREFIX}/openapi.json`, (_request, reply) => reply.type('application/json').send(document));

  /** Never rejects. */
  const handle = async (what: AnyProcedure, request: FastifyRequest, answer: Answer): Promise<void> => {
    try {
      checkVersion(request);
      const input = check(what, what.method === 'GET' ? fromQuery(what, queryOf(request)) : (request.body ?? {}));
      const context = contextOf(request, site, answer);
      if (what.kind === 'call') await answer.result(await run(what, context, input));
      else {
        streams.add(answer);
        await answerStream(what.run(context, input), answer, beatMs);
      }
    } catch (error) {
      await answer.error(errorFor(what.name, error, log));
    } finally {
      streams.delete(answer);
    }
  };
  for (const what of procedures) {
    app.route({
      method: what.method,
      url: `${PREFIX}${what.path}`,
      handler: async (request, reply) => {
        reply.hijack();
        const answered = handle(what, request, createAnswer(reply.raw));
        answering.add(answered);
        await answered;
        answering.delete(answered);
      },
    });
  }
  const paths = procedures.map(({ path }) => `${PREFIX}${path}`);
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    const [path = ''] = request.url.split('?');
    const other = /^\/v(\d+)\//.exec(path)?.[1];
    void createAnswer(reply.raw).error(
      other !== undefined && Number(other) !== CONTROL_API
        ? controlErrors.version(other, CONTROL_API)
        : controlErrors.unknownCall(request.method, path, nearest(path, paths)),
    );
  });
  app.setErrorHandler((error, request, reply) => {
    refuse(error, request, reply, log);
  });
  await seat.open(async (path) => {
    await app.listen({ path });
  });
  return {
    routes,
    close: async () => {
      app.server.close();
      for (const answer of streams) answer.abort();
      const patience = sleep(FAREWELL_MS, 'late', { ref: false });
      const last = await Promise.race([Promise.allSettled(answering), patience]);
      if (last === 'late') log.warn({}, 'control calls did not end in time');
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

function createApp(log: Logger): FastifyInstance {
  return fastify({
    logger: false,
    bodyLimit: LARGEST_BODY,
    exposeHeadRoutes: false,
    http: { maxHeaderSize: LARGEST_HEAD },
    frameworkErrors: (error, request, reply) => {
      refuse(error, request, reply, log);
    },
  });
}

function refuse(error: unknown, { url }: Pick<FastifyRequest, 'url'>, reply: FastifyReply, log: Logger): void {
  reply.hijack();
  void createAnswer(reply.raw).error(requestError(error, url, log));
}

function checkVersion({ headers }: FastifyRequest): void {
  const spoken = headers[API_HEADER];
  if (spoken !== undefined && spoken !== String(CONTROL_API)) {
    throw controlErrors.version(String(spoken), CONTROL_API);
  }
}

function queryOf({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

function contextOf(request: FastifyRequest, site: OpenSite, answer: Answer): ControlContext {
  return {
    site,
    daemon: true,
    authorship: authorshipOf(request),
    signal: answer.signal,
    snapshot: () => Promise.resolve(site.snapshots.current()),
    progress: (step, done, total) => {
      void answer.line({
        progress: { step, ...(done === undefined ? {} : { done }), ...(total === undefined ? {} : { total }) },
      });
    },
    warn: (error) => {
      void answer.line({ warning: problemOf(error) });
    },
  };
}

function authorshipOf({ headers }: FastifyRequest): Authorship {
  const text = (name: string): string => {
    try {
      return decodeURIComponent(String(headers[name] ?? ''));
    } catch {
      return '';
    }
  };
  const reason = text(REASON_HEADER);
  return { author: text(AUTHOR_HEADER) || '-', ...(reason === '' ? {} : { reason }) };
}

/** What fastify refuses before a procedure is asked. */
function requestError(error: unknown, url: string, log: Logger): MusterError {
  const { code, statusCode = 500 } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return controlErrors.bodyTooLarge(LARGEST_BODY);
  return statusCode < 500 ? controlErrors.body(messageOf(error)) : errorFor(url, error, log);
}
