import type { BlockSource } from '../content/block-source.ts';
import type { Agreement } from '../transfer/negotiate.ts';
import { type Outcome, Transfer } from '../transfer/transfer.ts';
import type { Channel } from './channel.ts';

/** A transfer on its channel. */
export interface Session {
  /** Resolves when it is over and its channel and source are closed. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Octets of the content that the client has acknowledged. */
  readonly acknowledged: number;
  /** Milliseconds since the client was heard of. */
  readonly silentMs: number;
  /** Ends it and tells the client. */
  cancel(reason: string): void;
  /** Ends it without a word: the client knows nothing of it any more. */
  abandon(reason: string): void;
}

export function startSession(channel: Channel, source: BlockSource, agreement: Agreement, retries: number): Session {
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
    channel,
    ended: over,
  });
  channel.attach(transfer);
  transfer.start();
  return {
    ended: finish(outcome, channel, source),
    get acknowledged() {
      return Math.min(transfer.acknowledged * agreement.blksize, source.size);
    },
    get silentMs() {
      return transfer.silentMs;
    },
    cancel: (reason) => {
      transfer.cancel(reason);
    },
    abandon: (reason) => {
      transfer.abandon(reason);
    },
  };
}

async function finish(outcome: Promise<Outcome>, channel: Channel, source: BlockSource): Promise<Outcome> {
  const result = await outcome;
  await channel.close();
  await source.close().catch(() => undefined);
  return result;
}
