import { DATA_HEADER_SIZE, decodeTftp, encodeTftp, peekTftpAck, TftpErrorCode } from '@muster/wire';
import type { BlockSource } from '../content/block-source.ts';

/** How a transfer ended. */
export type Outcome =
  | { readonly kind: 'done' }
  /** The client stopped it; before the first block when it only wanted to know the size, as OVMF does. */
  | { readonly kind: 'aborted'; readonly code: number; readonly message: string; readonly early: boolean }
  | { readonly kind: 'failed'; readonly reason: string };

export interface TransferOptions {
  readonly source: BlockSource;
  readonly windowsize: number;
  /** Sent first, until the client acknowledges block 0. */
  readonly oack: Uint8Array | undefined;
  /** Milliseconds before sending again, as agreed with the client; else {@link FIRST_TIMEOUT_MS}, doubled each time. */
  readonly timeoutMs: number | undefined;
  /** Times a packet is sent again without progress. */
  readonly retries: number;
  readonly channel: {
    /** Takes a packet, or DATA packets one behind the other, each but the last with a whole block. */
    send(packets: Uint8Array): void;
    /** DATA packets that one `send` takes. */
    blocksPerSend(blksize: number): number;
  };
  /** Called once. */
  ended(outcome: Outcome): void;
}

const FIRST_TIMEOUT_MS = 500;
const MAX_TIMEOUT_MS = 8000;

/** Sends one content to one client: RFC 1350, with windows of RFC 7440. Knows no sockets. */
export class Transfer {
  readonly #options: TransferOptions;
  readonly #source: BlockSource;
  #negotiating: boolean;
  /** Block the client has everything up to. */
  #acked = 0;
  /** Block to send next. */
  #next = 1;
  /** What was lost has been sent again: further ACKs of the same block are echoes of the same loss. */
  #resent = false;
  #loading = false;
  #tries = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds the timer waits. */
  #wait = 0;
  /** The time is up, and nothing was heard since. */
  #due = false;
  #over = false;

  constructor(options: TransferOptions) {
    this.#options = options;
    this.#source = options.source;
    this.#negotiating = options.oack !== undefined;
  }

  /** Blocks the client has. */
  get acknowledged(): number {
    return this.#acked;
  }

  /** Times something was sent again since the client got further. */
  get unanswered(): number {
    return this.#tries;
  }

  start(): void {
    this.#sendAgain();
  }

  receive(bytes: Uint8Array): void {
    if (this.#over) return;
    const block = peekTftpAck(bytes);
    if (block !== undefined) {
      this.#acknowledged(block);
      return;
    }
    const decoded = decodeTftp(bytes);
    if (!decoded.ok || decoded.packet.op !== 'ERROR') return;
    const { code, message } = decoded.packet;
    this.#end({ kind: 'aborted', code, message, early: this.#acked === 0 });
  }

  /** The client's port is closed (ICMP). After the last block that means it has everything and its ACK was lost. */
  unreachable(): void {
    if (this.#next > this.#source.blocks) this.#end({ kind: 'done' });
    else if (this.#negotiating) this.#end({ kind: 'aborted', code: 0, message: 'port closed', early: true });
    else this.#end({ kind: 'failed', reason: 'the client closed its port' });
  }

  /** Ends the transfer and tells the client. */
  cancel(reason: string): void {
    if (this.#over) return;
    this.#options.channel.send(encodeTftp({ op: 'ERROR', code: TftpErrorCode.notDefined, message: reason }));
    this.abandon(reason);
  }

  /** Ends the transfer without a word. */
  abandon(reason: string): void {
    this.#end({ kind: 'failed', reason });
  }

  #acknowledged(block: number): void {
    if (this.#negotiating) {
      if (block !== 0) return;
      this.#negotiating = false;
      this.#progress();
      return;
    }
    const sent = this.#next - 1;
    const advance = (block - this.#acked) & 0xffff;
    if (advance > sent - this.#acked) return;
    if (advance === 0) {
      // In lockstep a repeated ACK must not be answered, or every later block goes out twice (RFC 1123 §4.2.3.1); in a
      // window it says that the first block was lost.
      if (this.#options.windowsize === 1 || this.#resent || sent === this.#acked) return;
      this.#resent = true;
      this.#next = this.#acked + 1;
      this.#fill();
      return;
    }
    this.#acked += advance;
    if (this.#acked === this.#source.blocks) {
      this.#end({ kind: 'done' });
      return;
    }
    // Less than the window: the next block was lost, and what came behind it the client threw away (RFC 7440 §4).
    this.#resent = this.#acked < sent;
    this.#next = this.#acked + 1;
    this.#progress();
  }

  #progress(): void {
    this.#tries = 0;
    this.#arm();
    this.#fill();
  }

  /** Sends what the window has room for; goes on by itself when a block has to be read first. */
  #fill(): void {
    const { channel, windowsize } = this.#options;
    const { blocks, blksize } = this.#source;
    const end = Math.min(this.#acked + windowsize, blocks);
    while (this.#next <= end && !this.#over) {
      const most = Math.min(end - this.#next + 1, channel.blocksPerSend(blksize));
      const packets = this.#source.packets(this.#next, most);
      if (packets === undefined) {
        void this.#load(this.#next);
        return;
      }
      this.#next += Math.ceil(packets.length / (blksize + DATA_HEADER_SIZE));
      channel.send(packets);
    }
  }

  async #load(block: number): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      await this.#source.load(block);
      this.#loading = false;
      this.#fill();
    } catch (error) {
      this.cancel(error instanceof Error ? error.message : 'the file cannot be read');
    }
  }

  #sendAgain(): void {
    this.#arm();
    if (this.#negotiating && this.#options.oack !== undefined) {
      this.#options.channel.send(this.#options.oack);
      return;
    }
    this.#resent = true;
    this.#next = this.#acked + 1;
    this.#fill();
  }

  /** Starts the wait for the next ACK. */
  #arm(): void {
    this.#due = false;
    const wait = this.#options.timeoutMs ?? Math.min(FIRST_TIMEOUT_MS * 2 ** this.#tries, MAX_TIMEOUT_MS);
    if (this.#timer !== undefined && wait === this.#wait) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#wait = wait;
    this.#timer = setTimeout(() => {
      // An ACK may wait in the socket already; it is read first, or a busy server would take itself for a lossy wire.
      this.#due = true;
      setImmediate(this.#expired);
    }, wait);
  }

  readonly #expired = (): void => {
    if (!this.#due || this.#over) return;
    this.#tries += 1;
    if (this.#tries <= this.#options.retries) this.#sendAgain();
    else if (this.#onlyLastAckMissing()) this.#end({ kind: 'done' });
    else this.#end({ kind: 'failed', reason: 'the client no longer answers' });
  };

  /** A client that has the last block may be gone before its ACK arrives (RFC 1350 §6). */
  #onlyLastAckMissing(): boolean {
    return !this.#negotiating && this.#acked > 0 && this.#acked === this.#source.blocks - 1;
  }

  #end(outcome: Outcome): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#options.ended(outcome);
  }
}
