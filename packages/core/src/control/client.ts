import { Agent, type IncomingMessage, request } from 'node:http';
import type { Static, TSchema } from 'typebox';
import { controlErrors } from '../errors/control.ts';
import { isMusterError } from '../errors/muster-error.ts';
import type { AnyProcedure, Authorship, Control, Procedure, StreamProcedure } from './procedure.ts';
import {
  API_HEADER,
  AUTHOR_HEADER,
  BEAT_MS,
  CONTROL_API,
  LARGEST_BODY,
  LINES,
  type Line,
  PREFIX,
  REASON_HEADER,
  type WireError,
} from './protocol.ts';
import { hello } from './procedures/server.ts';
import { toQuery } from './query.ts';
import { readLines } from './read-lines.ts';
import { shortPath } from './short-path.ts';
import { fromWire } from './wire-error.ts';

export interface ControlClientOptions {
  readonly socket: string;
  readonly authorship: Authorship;
  /** Told about the progress of long work. */
  readonly progress?: (step: string, done?: number, total?: number) => void;
  /** Told what went wrong besides, though what was asked for is done. */
  readonly warn?: (error: unknown) => void;
  /** A stream without a line for so long is dead, and a server that does not say hello is stuck, ms; default three beats. */
  readonly silenceMs?: number;
}

/** Calls the server behind a socket. Nothing is connected before the first call. Errors are those the server threw. */
export function createControlClient(options: ControlClientOptions): Control {
  const { socket, authorship, progress, warn, silenceMs = 3 * BEAT_MS } = options;
  const place = shortPath(socket);
  const agent = new Agent({ keepAlive: true });
  const headers = {
    [API_HEADER]: String(CONTROL_API),
    [AUTHOR_HEADER]: encodeURIComponent(authorship.author),
    ...(authorship.reason === undefined ? {} : { [REASON_HEADER]: encodeURIComponent(authorship.reason) }),
  };

  const ask = async (what: AnyProcedure, input: unknown): Promise<IncomingMessage> => {
    const get = what.method === 'GET';
    const query = get ? toQuery(input as Record<string, unknown>) : '';
    const body = get ? undefined : Buffer.from(JSON.stringify(input));
    if (body !== undefined && body.length > LARGEST_BODY) throw controlErrors.bodyTooLarge(LARGEST_BODY);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          agent,
          socketPath: place.path,
          method: what.method,
          path: `${PREFIX}${what.path}${query === '' ? '' : `?${query}`}`,
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
          },
        },
        resolve,
      );
      if (what.name === hello.name) {
        asked.setTimeout(silenceMs, () => {
          asked.destroy(controlErrors.silent(socket, silenceMs / 1000));
        });
      }
      asked.on('error', (error) => {
        reject(lostError(socket, error, !get));
      });
      asked.end(body);
    });
  };
  /** Lines of an answer until its last one. Throws what the server threw, and when the connection ends before. */
  const lines = async function* (answer: IncomingMessage, changes: boolean): AsyncGenerator<Line, void, undefined> {
    try {
      for await (const text of readLines(answer.setEncoding('utf8'))) {
        const line = JSON.parse(text) as Line;
        if ('error' in line) throw fromWire(line.error);
        yield line;
        if ('end' in line || 'result' in line) return;
      }
    } catch (error) {
      throw lostError(socket, error, changes);
    }
    throw controlErrors.lost(socket, 'the answer is not whole', changes);
  };

  return {
    daemon: true,
    call: async <In extends TSchema, Out extends TSchema>(what: Procedure<In, Out>, input: Static<In>) => {
      const answer = await ask(what, input);
      const changes = what.method !== 'GET';
      if (!isLines(answer)) return (await whole(answer, socket, changes)) as Static<Out>;
      for await (const line of lines(answer, changes)) {
        if ('progress' in line) progress?.(line.progress.step, line.progress.done, line.progress.total);
        if ('warning' in line) warn?.(fromWire(line.warning));
        if ('result' in line) return line.result as Static<Out>;
      }
      throw controlErrors.lost(socket, 'the answer has no result', changes);
    },
    stream: async function* <In extends TSchema, Out extends TSchema>(
      what: StreamProcedure<In, Out>,
      input: Static<In>,
    ) {
      const answer = await ask(what, input);
      const changes = what.method !== 'GET';
      if (!isLines(answer)) {
        await whole(answer, socket, changes);
        throw controlErrors.lost(socket, 'the answer is no stream', changes);
      }
      answer.setTimeout(silenceMs, () => {
        answer.destroy(controlErrors.silent(socket, silenceMs / 1000));
      });
      try {
        for await (const line of lines(answer, changes)) if ('item' in line) yield line.item as Static<Out>;
      } finally {
        answer.destroy();
      }
    },
    close: () => {
      agent.destroy();
      place.close();
      return Promise.resolve();
    },
  };
}

function isLines(answer: IncomingMessage): boolean {
  return answer.headers['content-type']?.startsWith(LINES) === true;
}

/** The JSON value of an answer. Throws the error it holds. */
async function whole(answer: IncomingMessage, socket: string, changes: boolean): Promise<unknown> {
  const chunks: string[] = [];
  let value: unknown;
  try {
    for await (const chunk of answer.setEncoding('utf8')) chunks.push(chunk as string);
    value = JSON.parse(chunks.join(''));
  } catch (error) {
    throw lostError(socket, error, changes);
  }
  if (answer.statusCode === 200) return value;
  throw fromWire((value as { error: WireError }).error);
}

function lostError(socket: string, error: unknown, changes: boolean): Error {
  if (isMusterError(error)) return error;
  return (error as NodeJS.ErrnoException).code === 'EACCES'
    ? controlErrors.forbidden(socket)
    : controlErrors.lost(socket, error, changes);
}
