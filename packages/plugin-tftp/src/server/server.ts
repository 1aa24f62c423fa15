import type { RemoteInfo, Socket } from 'node:dgram';
import type { Logger, RouteTable, SiteConfig } from '@muster/core';
import { decodeTftp, encodeTftp, TftpErrorCode, type TftpRequest } from '@muster/wire';
import { FileCache } from '../content/file-cache.ts';
import type { TftpServerOptions } from '../options.ts';
import { type Agreement, negotiate } from '../transfer/negotiate.ts';
import type { Outcome } from '../transfer/transfer.ts';
import { type Client, type Resolution, resolve } from './resolve.ts';
import { type Session, startSession } from './session.ts';
import { close, listen } from './sockets.ts';

/** A request and what it leads to. */
export interface Asked {
  readonly client: Client;
  readonly filename: string;
  readonly resolution: Resolution;
}

/** One finished request, for log and timeline. */
export interface Transferred extends Asked {
  readonly outcome: Outcome;
  readonly bytes: number;
  readonly ms: number;
}

/** Is told of transfers, for log and timeline. */
export interface TransferObserver {
  /** A transfer begins; what is returned is called when it is over. `session` tells how far it is. */
  started(asked: Asked, session: Session): () => void;
  /** Every request that was answered. */
  ended(transferred: Transferred): void;
}

export interface TftpServerParts {
  readonly options: TftpServerOptions;
  readonly site: SiteConfig;
  readonly routes: RouteTable;
  readonly log: Logger;
  readonly observer: TransferObserver;
}

const STOPPING = 'the server is stopping';

type DropReason = 'not-tftp' | 'not-a-request' | 'repeated' | 'client-limit' | 'transfer-limit' | 'no-socket';

/** Read-only TFTP (RFC 1350, 2347, 2348, 2349, 7440). */
export class TftpServer {
  readonly #parts: TftpServerParts;
  readonly #cache: FileCache;
  readonly #sockets: Socket[] = [];
  /** Running transfers by client address and port; undefined while what they are to send is looked up. */
  readonly #running = new Map<string, Session | undefined>();
  readonly #perClient = new Map<string, number>();
  readonly #dropped = new Map<DropReason, number>();
  #closed = false;

  constructor(parts: TftpServerParts) {
    this.#parts = parts;
    this.#cache = new FileCache(parts.options.cacheMegabytes * 1024 * 1024);
  }

  /** Requests and packets that got no answer, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  get running(): number {
    return this.#running.size;
  }

  /**
   * Listens on an address of this machine; the wildcard address would not tell which address a client asked.
   * @param port 0 picks a free one, for tests. Returns the port.
   * @throws MusterError `TFTP_ADDRESS_MISSING`, `TFTP_PORT_DENIED`, `TFTP_PORT_TAKEN`, `TFTP_LISTEN_FAILED`
   */
  async listen(address: string, port = this.#parts.options.port): Promise<number> {
    const socket = await listen(address, port);
    this.#sockets.push(socket);
    // Errors of single packets must not end the server.
    socket.on('error', () => undefined);
    socket.on('message', (packet, from) => {
      this.#receive(
        packet,
        { remoteAddress: from.address, remotePort: from.port, localAddress: address },
        socket,
        from,
      );
    });
    return socket.address().port;
  }

  /** Tells running clients that the server stops, and closes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#sockets.splice(0).map(close));
    const sessions = [...this.#running.values()].filter((session) => session !== undefined);
    for (const session of sessions) session.cancel(STOPPING);
    await Promise.all(sessions.map(({ ended }) => ended));
  }

  #receive(bytes: Uint8Array, client: Client, socket: Socket, from: RemoteInfo): void {
    const answer = (code: number, message: string): void => {
      socket.send(encodeTftp({ op: 'ERROR', code, message }), from.port, from.address);
    };
    const decoded = decodeTftp(bytes);
    if (!decoded.ok) {
      this.#drop('not-tftp', client);
      return;
    }
    const { packet } = decoded;
    if (packet.op === 'WRQ') answer(TftpErrorCode.accessViolation, 'this server is read-only');
    else if (packet.op !== 'RRQ') this.#drop('not-a-request', client);
    else if (packet.mode !== 'octet') {
      // Text mode would change line ends, and boot files are binary.
      answer(TftpErrorCode.notDefined, `mode ${packet.mode} is not served: use octet (binary) mode`);
    } else void this.#read(packet, client, answer);
  }

  async #read(request: TftpRequest, client: Client, answer: (code: number, message: string) => void): Promise<void> {
    const key = `${client.remoteAddress}:${client.remotePort}`;
    const refused = this.#refusal(key, client);
    if (refused !== undefined) {
      // Without an answer the client asks again later; an ERROR would end its boot.
      this.#drop(refused, client);
      return;
    }
    this.#running.set(key, undefined);
    this.#count(client.remoteAddress, 1);
    const began = performance.now();
    try {
      const agreement = negotiate(request.options, this.#parts.options);
      const resolution = await resolve(
        { ...this.#parts, cache: this.#cache },
        request.filename,
        client,
        agreement.blksize,
      );
      const done = { client, filename: request.filename, resolution };
      if (!resolution.ok) {
        answer(resolution.code, resolution.message);
        this.#parts.observer.ended({
          ...done,
          outcome: { kind: 'failed', reason: resolution.message },
          bytes: 0,
          ms: since(began),
        });
        return;
      }
      const outcome = await this.#transfer(key, done, resolution.source, agreement);
      if (outcome === undefined) return;
      const bytes = outcome.kind === 'done' ? resolution.source.size : 0;
      this.#parts.observer.ended({ ...done, outcome, bytes, ms: since(began) });
    } finally {
      this.#running.delete(key);
      this.#count(client.remoteAddress, -1);
    }
  }

  async #transfer(
    key: string,
    asked: Asked,
    source: Extract<Resolution, { ok: true }>['source'],
    agreement: Agreement,
  ): Promise<Outcome | undefined> {
    const { client } = asked;
    try {
      const session = await startSession(client, source, agreement, this.#parts.options.retries);
      this.#running.set(key, session);
      if (this.#closed) session.cancel(STOPPING);
      const over = this.#parts.observer.started(asked, session);
      const outcome = await session.ended;
      over();
      return outcome;
    } catch (error) {
      this.#parts.log.warn({ err: error, address: client.remoteAddress }, 'TFTP transfer could not be started');
      this.#drop('no-socket', client);
      return undefined;
    }
  }

  #refusal(key: string, client: Client): DropReason | undefined {
    // The client repeats its request until it hears the first packet, and the transfer repeats that packet by itself.
    if (this.#running.has(key)) return 'repeated';
    const { maxTransfers, transfersPerClient } = this.#parts.options;
    if (this.#running.size >= maxTransfers) return 'transfer-limit';
    return (this.#perClient.get(client.remoteAddress) ?? 0) >= transfersPerClient ? 'client-limit' : undefined;
  }

  #count(address: string, change: 1 | -1): void {
    const count = (this.#perClient.get(address) ?? 0) + change;
    if (count === 0) this.#perClient.delete(address);
    else this.#perClient.set(address, count);
  }

  #drop(reason: DropReason, client: Client): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
    this.#parts.log.debug({ reason, ...client }, 'TFTP packet not answered');
  }
}

function since(began: number): number {
  return Math.round(performance.now() - began);
}
