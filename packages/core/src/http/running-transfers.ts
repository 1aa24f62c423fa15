import type { Socket } from 'node:net';
import type { Told } from './record-transfer.ts';
import type { Sent } from './send-reply.ts';

/** Coarse: what is shown to people, and enough to see within seconds that nothing moves. */
const EVERY_MS = 500;

interface Running {
  readonly told: Told;
  readonly socket: Socket;
  /** Bytes the connection had carried before this body. */
  readonly base: number;
}

/** Tells the timeline how far running downloads are, by asking their sockets: sending itself counts nothing. */
export class RunningTransfers {
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | undefined;

  /** Follows a transfer until the returned function is called. */
  follow(told: Told, { first }: Sent, socket: Socket | null): () => void {
    if (!first || socket === null || told.stage === undefined) return () => undefined;
    const running = { told, socket, base: socket.bytesWritten };
    this.#running.add(running);
    this.#timer ??= setInterval(() => {
      this.#tell(Date.now());
    }, EVERY_MS).unref();
    return () => {
      this.#running.delete(running);
      if (this.#running.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #tell(time: number): void {
    for (const { told, socket, base } of this.#running) {
      const { timeline, stage = '', who } = told;
      const { node, mac } = who;
      timeline.advance({
        time,
        stage,
        bytes: Math.max(0, socket.bytesWritten - base),
        ...(node === undefined ? {} : { node }),
        ...(mac === undefined ? {} : { mac }),
      });
    }
  }
}
