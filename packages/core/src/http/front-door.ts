import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMusterError } from '../errors/index.ts';
import { textReply } from '../route/reply.ts';
import type { Reply, ServedFile } from '../route/types.ts';
import { attribute } from './attribution.ts';
import { BufferPool } from './buffer-pool.ts';
import { bootFacts, endsOf } from './facts.ts';
import { currentPath } from './provision.ts';
import { recordEnd, recordStart } from './record-transfer.ts';
import { type Sent, sendReply } from './send-reply.ts';
import { parseTarget, shownTarget, type Target } from './target.ts';
import type { HttpServerOptions } from './types.ts';

/** Answers one request of a booting machine; never rejects. */
export type FrontDoor = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What answers a request, and what the log calls it. */
interface Answer {
  readonly reply: Reply;
  readonly route: string;
  readonly mac?: string;
}

export function createFrontDoor(options: HttpServerOptions): FrontDoor {
  const { site, routes, snapshot, timeline, log } = options;
  const pool = new BufferPool();

  const answer = async (request: IncomingMessage, target: Target): Promise<Answer> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { Allow: 'GET, HEAD', Connection: 'close' };
      return { reply: textReply(405, 'only GET and HEAD are answered here\n', { headers }), route: '-' };
    }
    if (!target.ok) return { reply: textReply(target.status, `${target.reason}\n`), route: '-' };
    const path = currentPath(target.path, target.query);
    if (path === undefined) return { reply: textReply(400, 'there is no such stage\n'), route: '/provision' };
    const match = routes.match(path, 'http');
    if (match === undefined) {
      return { reply: textReply(404, 'nothing is served under this path\n'), route: '-' };
    }
    if (match.kind === 'file') return { reply: await fileReply(match.file), route: match.file.path };
    const boot = bootFacts(site, endsOf(request), match.params, target.query);
    const reply = await match.route.handle({
      boot,
      transport: 'http',
      path,
      params: match.params,
      query: target.query,
    });
    return { reply, route: match.route.path, ...(boot.mac === undefined ? {} : { mac: boot.mac }) };
  };

  return async (request, response) => {
    const began = performance.now();
    const ends = endsOf(request);
    const target = parseTarget(request.url ?? '');
    const shown = shownTarget(target, request.url ?? '');
    const head = request.method === 'HEAD';
    let sent: Sent | undefined;
    let answered: Answer;
    let failure: unknown;
    try {
      answered = await answer(request, target);
    } catch (error) {
      failure = error;
      answered = { reply: failureReply(error), route: '-' };
    }
    const { reply, route, mac } = answered;
    const who = attribute({ ...ends, ...(mac === undefined ? {} : { mac }) }, snapshot(), timeline);
    const context = { ...ends, ...who, ...(reply.node === undefined ? {} : { node: reply.node }), route };
    const told = { timeline, stage: reply.stage, who: context };
    try {
      const onHead = (written: Sent): void => {
        sent = written;
        if (!head) recordStart(told, written);
      };
      await sendReply(reply, { head, headers: request.headers, response, pool, onHead });
    } catch (error) {
      failure = error;
      // Before the head an answer is still possible; after it only cutting the connection tells the client.
      if (response.headersSent) response.destroy();
      else
        await sendReply(failureReply(error), { head, headers: {}, response, pool, onHead: (s) => (sent = s) }).catch(
          () => response.destroy(),
        );
    }
    const ms = Math.round(performance.now() - began);
    if (!head) recordEnd(told, sent, ms, failure);
    const fields = { ...context, stage: reply.stage, status: sent?.status, bytes: sent?.bytes, ms };
    const line = `${request.method ?? ''} ${shown} ${sent?.status ?? '-'}`;
    if (failure === undefined) log.info(fields, line);
    else if (sent !== undefined && sent.status < 500) log.warn({ ...fields, err: failure }, `${line} cut off`);
    else log.error({ ...fields, err: failure, plugin: pluginOf(failure) }, `${line} failed`);
  };
}

async function fileReply({ file }: ServedFile): Promise<Reply> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return textReply(404, 'this file is missing on the server\n');
  const body = { kind: 'file', file, size: found.size } as const;
  return { status: 200, contentType: 'application/octet-stream', body, stage: 'boot-file' };
}

/** Machines and strangers learn the code alone; sentence, place and stack are for the log. */
function failureReply(error: unknown): Reply {
  const code = isMusterError(error) ? error.code : 'INTERNAL';
  return textReply(500, `the server failed with ${code}; its log says more\n`);
}

function pluginOf(error: unknown): string | undefined {
  return isMusterError(error) ? error.plugin : undefined;
}
