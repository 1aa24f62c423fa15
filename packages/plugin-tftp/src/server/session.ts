import type { Socket } from 'node:dgram';
import type { BlockSource } from '../content/block-source.ts';
import type { Agreement } from '../transfer/negotiate.ts';
import { type Outcome, Transfer } from '../transfer/transfer.ts';
import type { Client } from './resolve.ts';
import { close, transferSocket } from './sockets.ts';

/** A transfer on a socket of its own. */
export interface Session {
  /** Resolves when it is over and its socket and source are closed. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Octets of the content that the client has acknowledged. */
  readonly acknowledged: number;
  cancel(reason: string): void;
}

/** Rejects when no socket can be had; the source is closed then. */
export async function startSession(
  client: Client,
  source: BlockSource,
  agreement: Agreement,
  retries: number,
): Promise<Session> {
  const { localAddress, remoteAddress, remotePort } = client;
  const socket = await transferSocket(localAddress, remoteAddress, remotePort).catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  let over: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    over = resolve;
  });
  const transfer = new Transfer({
    source,
    windowsize: agreement.windowsize,
    oack: agreement.oack(source.size),
    timeoutMs: agreement.timeoutMs,
    retries,
    send: (packet) => {
      socket.send(packet);
    },
    ended: over,
  });
  socket.on('message', (packet) => {
    transfer.receive(packet);
  });
  socket.on('error', (error) => {
    // ICMP: nobody listens at the client's port any more. Anything else passes: packets are sent again.
    if ('code' in error && error.code === 'ECONNREFUSED') transfer.unreachable();
  });
  transfer.start();
  return {
    ended: finish(outcome, socket, source),
    get acknowledged() {
      return Math.min(transfer.acknowledged * agreement.blksize, source.size);
    },
    cancel: (reason) => {
      transfer.cancel(reason);
    },
  };
}

async function finish(outcome: Promise<Outcome>, socket: Socket, source: BlockSource): Promise<Outcome> {
  const result = await outcome;
  await close(socket);
  await source.close().catch(() => undefined);
  return result;
}
