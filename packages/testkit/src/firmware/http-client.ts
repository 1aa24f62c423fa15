import { createHash, type Hash } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { BootFault } from './fault.ts';
import { HTTP_TIMEOUT_MS } from './timing.ts';
import type { Meter } from './trace.ts';

/** One request of a booting machine. */
export interface HttpRead {
  readonly stage: string;
  readonly method?: 'GET' | 'HEAD';
  /** SHA-256 the body has to have; found in the URL of a blob where it is not given. */
  readonly digest?: string | undefined;
  /** Keep the body instead of throwing it away. */
  readonly keep?: boolean;
}

/** What came back. */
export interface HttpAnswer {
  readonly status: number;
  /** Octets of the body; of a HEAD what a GET would bring. */
  readonly bytes: number;
  /** Empty unless it was to be kept. */
  readonly body: Buffer;
}

const BLOB = /\/blobs\/sha256\/([0-9a-f]{64})(?:$|\?)/;

/** HTTP from one machine's address, one connection kept open as loaders do. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #localAddress: string;
  readonly #userAgent: string;

  constructor(localAddress: string, userAgent: string) {
    this.#localAddress = localAddress;
    this.#userAgent = userAgent;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: HTTP_TIMEOUT_MS });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws BootFault unless the whole body came and is what its URL says. A status of 400 and above is an answer. */
  read(url: string, read: HttpRead, signal: AbortSignal, meter: Meter): Promise<HttpAnswer> {
    const { stage, method = 'GET' } = read;
    return new Promise((resolve, reject) => {
      const fault = (error: NodeJS.ErrnoException): void => {
        if (signal.aborted) reject(signal.reason as Error);
        else if (error instanceof BootFault) reject(error);
        else if (error.code === 'EADDRNOTAVAIL') reject(new BootFault(stage, 'address-missing', error.message));
        else reject(new BootFault(stage, 'http-unreachable', `${url}: ${error.message}`));
      };
      const asked = request(url, {
        method,
        agent: this.#agent,
        localAddress: this.#localAddress,
        headers: { 'User-Agent': this.#userAgent },
        signal,
      });
      asked.on('timeout', () => {
        asked.destroy(new BootFault(stage, 'http-timeout', `${url}: silence for ${HTTP_TIMEOUT_MS / 1000} s`));
      });
      asked.on('error', fault);
      asked.on('response', (response) => {
        const reading = new Reading(url, read, response);
        response.on('error', (error) => {
          fault(error instanceof BootFault ? error : reading.cut());
        });
        response.on('data', (chunk: Buffer) => {
          meter.bytes += chunk.length;
          reading.take(chunk);
        });
        response.on('end', () => {
          const answer = reading.end();
          if (answer instanceof BootFault) reject(answer);
          else resolve(answer);
        });
      });
      asked.end();
    });
  }
}

/** A body as it comes in. */
class Reading {
  readonly #url: string;
  readonly #read: HttpRead;
  readonly #response: IncomingMessage;
  readonly #wanted: string | undefined;
  readonly #hash: Hash | undefined;
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  constructor(url: string, read: HttpRead, response: IncomingMessage) {
    this.#url = url;
    this.#read = read;
    this.#response = response;
    this.#wanted = read.digest ?? BLOB.exec(url)?.[1];
    this.#hash = this.#wanted === undefined || response.statusCode !== 200 ? undefined : createHash('sha256');
  }

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#hash?.update(chunk);
    if (this.#read.keep === true) this.#parts.push(chunk);
  }

  /** The connection ended within the body. */
  cut(): BootFault {
    const length = this.#response.headers['content-length'] ?? 'unknown';
    return new BootFault(this.#read.stage, 'http-short', `${this.#url}: ${this.#bytes} of ${length} octets`);
  }

  end(): HttpAnswer | BootFault {
    const { stage, method } = this.#read;
    const { statusCode = 0, rawHeaders } = this.#response;
    // GRUB finds the header by this very spelling only, and UEFI wants to know the size before it takes a byte.
    const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text === 'Content-Length');
    if (at < 0) return new BootFault(stage, 'http-no-length', `${this.#url}: no Content-Length`);
    const length = Number(rawHeaders[at + 1]);
    if (method === 'HEAD') return { status: statusCode, bytes: length, body: Buffer.alloc(0) };
    const digest = this.#hash?.digest('hex');
    if (digest !== undefined && digest !== this.#wanted) {
      return new BootFault(stage, 'digest-mismatch', `${this.#url}: has the digest ${digest}`);
    }
    return { status: statusCode, bytes: this.#bytes, body: Buffer.concat(this.#parts) };
  }
}
