import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { MusterError } from '../errors/muster-error.ts';
import { controlErrors } from '../errors/control.ts';
import { isMusterError } from '../errors/index.ts';
import type { Logger } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import { jsonPieces } from './json-pieces.ts';
import { LINES, type Line } from './protocol.ts';
import { statusOf, toWire } from './wire-error.ts';

/** Time a peer has to read before it is taken for dead, ms. */
const DRAIN_MS = 60_000;

/** Writes the answer of one request. Nothing it does throws when the peer is gone. */
export interface Answer {
  /** One JSON value, as the whole body or as the last line. */
  result(value: unknown): Promise<void>;
  error(error: MusterError): Promise<void>;
  /** A line of its own; the first one makes the answer one of lines. */
  line(line: Line): Promise<void>;
  /** Ends an answer of lines. */
  end(): Promise<void>;
  /** Aborted when the peer is gone or the answer is given up. */
  readonly signal: AbortSignal;
  /** Ends the connection without an answer. */
  abort(): void;
}

export function createAnswer(response: ServerResponse): Answer {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  response.on('error', () => undefined);
  const write = async (text: string): Promise<void> => {
    if (controller.signal.aborted || response.write(text)) return;
    const patience = AbortSignal.any([controller.signal, AbortSignal.timeout(DRAIN_MS)]);
    await once(response, 'drain', { signal: patience }).catch(() => {
      response.destroy();
    });
  };
  const head = (status: number, type: string): void => {
    if (!response.headersSent) response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  };
  const writeJson = async (value: unknown): Promise<void> => {
    const pause = breathe();
    for (const piece of jsonPieces(value)) {
      await write(piece);
      await pause();
    }
  };
  const finish = async (text = ''): Promise<void> => {
    if (controller.signal.aborted) return;
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
      response.end(text, resolve);
    });
  };
  const line = async (value: Line): Promise<void> => {
    head(200, LINES);
    await write(`${JSON.stringify(value)}\n`);
  };

  return {
    signal: controller.signal,
    line,
    end: () => finish(),
    abort: () => {
      controller.abort();
      response.destroy();
    },
    result: async (value) => {
      if (response.headersSent) {
        await write('{"result":');
        await writeJson(value);
        await finish('}\n');
      } else {
        head(200, 'application/json');
        await writeJson(value);
        await finish();
      }
    },
    error: async (error) => {
      if (response.headersSent) await line({ error: toWire(error) });
      else {
        head(statusOf(error), 'application/json');
        await write(JSON.stringify({ error: toWire(error) }));
      }
      await finish();
    },
  };
}

/** Anything that was thrown as an error for the caller; what we did not raise on purpose is logged with its stack. */
export function errorFor(call: string, thrown: unknown, log: Logger): MusterError {
  if (isMusterError(thrown)) return thrown;
  log.error({ err: thrown, call }, `control call ${call} failed`);
  return controlErrors.failed(call, thrown);
}
