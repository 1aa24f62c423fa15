import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpExchange, Method } from '../route/types.ts';

/** Probes of a connection on which nothing moves while its answer waits, so that a node that lost power is noticed. */
const PROBE_MS = 60_000;

/** One request, for the few routes that need more of it than its target. Costs others nothing. */
export class Exchange implements HttpExchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #gone: AbortController | undefined;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  get method(): Method {
    return this.#request.method as Method;
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  async body(limit: number): Promise<Uint8Array | undefined> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.#request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) return undefined;
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  gone(): AbortSignal {
    if (this.#gone !== undefined) return this.#gone.signal;
    const controller = new AbortController();
    this.#gone = controller;
    if (this.#response.destroyed) controller.abort();
    else {
      this.#response.once('close', () => {
        controller.abort();
      });
    }
    return controller.signal;
  }

  hold(ms: number): void {
    const { socket } = this.#request;
    // Once the answer is sent, Node's server sets the time of its own again.
    socket.setTimeout(ms);
    socket.setKeepAlive(true, PROBE_MS);
  }
}
