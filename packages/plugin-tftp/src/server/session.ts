import type { BlockSource } from '../content/block-source.ts';
import { type Outcome, Transfer, type TransferOptions } from '../transfer/transfer.ts';
import type { Channel } from './channel.ts';

/** A transfer on its channel. */
export interface Session {
  /** Resolves when it is over and its channel is closed. Never rejects. */
  readonly ended: Promise<Outcome>;
  /** Octets of the content that the client has acknowledged. */
  readonly acknowledged: number;
  /** Times something was sent again since the client got further. */
  readonly unanswered: number;
  /** Ends it and tells the client. */
  cancel(reason: string): void;
  /** Ends it without a word: the client knows nothing of it any more. */
  abandon(reason: string): void;
}

/** How content is to be sent. */
export interface TransferPlan extends Pick<TransferOptions, 'windowsize' | 'oack' | 'timeoutMs' | 'retries'> {
  /** Octets of a block. */
  readonly blksize: number;
}

export function startSession(channel: Channel, source: BlockSource, plan: TransferPlan): Session {
  let over: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    over = resolve;
  });
  const transfer = new Transfer({ ...plan, source, channel, ended: over });
  channel.attach(transfer);
  transfer.start();
  return {
    ended: finish(outcome, channel),
    get acknowledged() {
      return Math.min(transfer.acknowledged * plan.blksize, source.size);
    },
    get unanswered() {
      return transfer.unanswered;
    },
    cancel: (reason) => {
      transfer.cancel(reason);
    },
    abandon: (reason) => {
      transfer.abandon(reason);
    },
  };
}

async function finish(outcome: Promise<Outcome>, channel: Channel): Promise<Outcome> {
  const result = await outcome;
  await channel.close();
  return result;
}
