import type { Logger, RouteTable, SiteConfig } from '@muster/core';
import { decodeTftp, encodeTftp, TftpErrorCode, type TftpRequest } from '@muster/wire';
import type { BlockSource } from '../content/block-source.ts';
import { FileCache } from '../content/file-cache.ts';
import type { TftpServerOptions } from '../options.ts';
import { type Agreement, negotiate } from '../transfer/negotiate.ts';
import type { Outcome } from '../transfer/transfer.ts';
import { type Client, type Resolution, resolve } from './resolve.ts';
import { ownChannel } from './channel.ts';
import { clientKey, type Port } from './port.ts';
import { Ports } from './ports.ts';
import { type Session, startSession } from './session.ts';

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

/** A request that is being answered; without a session while what it leads to is looked up. */
interface Running {
  session: Session | undefined;
}

const STOPPING = 'the server is stopping';

/** Packets sent again in vain, 3.5 s, before a client that asks anew is taken for one that was reset. */
const UNANSWERED = 3;

type DropReason = 'not-tftp' | 'not-a-request' | 'repeated' | 'client-limit' | 'transfer-limit' | 'no-socket';

/** Read-only TFTP (RFC 1350, 2347, 2348, 2349, 7440). */
export class TftpServer {
  readonly #parts: TftpServerParts;
  readonly #cache: FileCache;
  readonly #ports: Ports;
  /** By client address and port. */
  readonly #running = new Map<string, Running>();
  readonly #perClient = new Map<string, number>();
  readonly #dropped = new Map<DropReason, number>();
  #closed = false;

  constructor(parts: TftpServerParts) {
    this.#parts = parts;
    this.#cache = new FileCache(parts.options.cacheMegabytes * 1024 * 1024);
    this.#ports = new Ports(parts.options, (packet, client, port) => {
      this.#receive(packet, client, port);
    });
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
    return await this.#ports.listen(address, port);
  }

  /** Tells running clients that the server stops, and closes everything. */
  async close(): Promise<void> {
    this.#closed = true;
    const sessions = [...this.#running.values()].flatMap(({ session }) => session ?? []);
    for (const session of sessions) session.cancel(STOPPING);
    await Promise.all(sessions.map(({ ended }) => ended));
    await this.#ports.close();
  }

  #receive(bytes: Uint8Array, client: Client, port: Port): void {
    if (this.#closed) return;
    const answer = (code: number, message: string): void => {
      port.send(encodeTftp({ op: 'ERROR', code, message }), client);
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
    const key = clientKey(client);
    const refused = this.#refusal(key, client);
    if (refused !== undefined) {
      // Without an answer the client asks again later; an ERROR would end its boot.
      this.#drop(refused, client);
      return;
    }
    const running: Running = { session: undefined };
    this.#running.set(key, running);
    this.#count(client.remoteAddress, 1);
    const began = performance.now();
    try {
      const agreement = negotiate(request.options, this.#parts.options);
      const resolution = await resolve(
        { ...this.#parts, cache: this.#cache, prefixes: this.#parts.options.prefixes },
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
      const outcome = await this.#transfer(running, done, resolution.source, agreement);
      if (outcome === undefined) return;
      const bytes = outcome.kind === 'done' ? resolution.source.size : 0;
      this.#parts.observer.ended({ ...done, outcome, bytes, ms: since(began) });
    } finally {
      if (this.#running.get(key) === running) this.#running.delete(key);
      this.#count(client.remoteAddress, -1);
    }
  }

  async #transfer(
    running: Running,
    asked: Asked,
    source: BlockSource,
    agreement: Agreement,
  ): Promise<Outcome | undefined> {
    const { client } = asked;
    try {
      const session = await this.#start(client, source, agreement);
      running.session = session;
      if (this.#closed) session.cancel(STOPPING);
      const over = this.#parts.observer.started(asked, session);
      const outcome = await session.ended;
      over();
      return outcome;
    } catch (error) {
      this.#parts.log.warn({ err: error, address: client.remoteAddress }, 'TFTP transfer could not be started');
      this.#drop('no-socket', client);
      return undefined;
    } finally {
      await source.close().catch(() => undefined);
    }
  }

  async #start(client: Client, source: BlockSource, agreement: Agreement): Promise<Session> {
    const { retries } = this.#parts.options;
    const { windowsize, blksize, timeoutMs } = agreement;
    const plan = { windowsize, blksize, timeoutMs, retries, oack: agreement.oack(source.size) };
    return startSession(this.#ports.shared(client, agreement) ?? (await ownChannel(client)), source, plan);
  }

  #refusal(key: string, client: Client): DropReason | undefined {
    const running = this.#running.get(key);
    if (running !== undefined) {
      // The client repeats its request until it hears the first packet, and the transfer repeats that packet by itself.
      if (running.session === undefined || running.session.unanswered < UNANSWERED) return 'repeated';
      // Boot ROMs use the same port after a reset, and know nothing of the transfer before.
      running.session.abandon('the client started over');
    }
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
