import type { IncomingMessage, ServerResponse } from 'node:http';
import { isMusterError } from '../errors/index.ts';
import type { Reply } from '../route/types.ts';
import { answerRequest, failureReply } from './answer.ts';
import { attribute } from './attribution.ts';
import { ClientGoneError } from './body-writer.ts';
import { BufferPool } from './buffer-pool.ts';
import { Exchange } from './exchange.ts';
import { endsOf } from './facts.ts';
import { recordEnd, recordStart } from './record-transfer.ts';
import { RunningTransfers } from './running-transfers.ts';
import { type Sent, sendReply } from './send-reply.ts';
import { parseTarget, shownTarget } from './target.ts';
import type { HttpServerOptions } from './types.ts';

/** Answers one request of a booting machine, logs it and records it in the timeline. Rejects only when there is no snapshot yet. */
export type FrontDoor = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export function createFrontDoor(options: HttpServerOptions): FrontDoor {
  const { snapshot, timeline, log } = options;
  const pool = new BufferPool();
  const transfers = new RunningTransfers();

  return async (request, response) => {
    const began = performance.now();
    const ends = endsOf(request);
    const { method = '', url = '', headers } = request;
    const target = parseTarget(url);
    const answer = await answerRequest(new Exchange(request, response), target, ends, options);
    const { reply, route, mac } = answer;

    const asked = { ...ends, ...(mac === undefined ? {} : { mac }) };
    const named = reply.node === undefined ? {} : { node: reply.node };
    const who = { ...asked, ...attribute(asked, snapshot(), timeline), ...named };
    // A HEAD before the GET (UEFI) is no transfer of its own.
    const digest = reply.body.kind === 'file' ? reply.body.digest : undefined;
    const told = {
      timeline,
      stage: method === 'HEAD' ? undefined : reply.stage,
      problem: reply.problem,
      code: reply.code,
      stranger: reply.stranger,
      who,
      digest,
    };

    let failure = answer.failure;
    let sent: Sent | undefined;
    let ended = (): void => undefined;
    const send = async (what: Reply): Promise<void> => {
      const onHead = (head: Sent): void => {
        sent = head;
        if (recordStart(told, head)) ended = transfers.follow(told, head, response.socket);
      };
      await sendReply(what, { head: method === 'HEAD', headers, response, pool, onHead });
    };
    try {
      await send(reply);
    } catch (error) {
      failure = error;
      await afterFailure(error, response, send);
    }

    ended();
    const ms = Math.round(performance.now() - began);
    recordEnd(told, sent, ms, failure);
    const line = `${method} ${shownTarget(target, url)} ${sent?.status ?? '-'}`;
    const fields = { ...who, route, stage: reply.stage, status: sent?.status, bytes: sent?.bytes, ms };
    if (failure === undefined && reply.problem !== undefined) log.warn(fields, `${line}: ${reply.problem}`);
    else if (failure === undefined && (reply.stage !== undefined || reply.routine === true)) log.debug(fields, line);
    else if (failure === undefined) log.info(fields, line);
    else if (failure instanceof ClientGoneError) log.warn(fields, `${line} cut off by the client`);
    else log.error({ ...fields, err: failure, plugin: pluginOf(failure) }, `${line} failed`);
  };
}

/** Before the head an answer is still possible; after it only cutting the connection tells the client. */
async function afterFailure(
  error: unknown,
  response: ServerResponse,
  send: (reply: Reply) => Promise<void>,
): Promise<void> {
  try {
    if (!response.headersSent) {
      await send(failureReply(error));
      return;
    }
  } catch {
    // The client is gone as well: what matters is the first failure, which the caller has.
  }
  response.destroy();
}

function pluginOf(error: unknown): string | undefined {
  return isMusterError(error) ? error.plugin : undefined;
}
