import { decodeTftp, encodeTftp, type TftpPacket } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesSource } from '../../src/content/block-source.ts';
import { type Outcome, Transfer, type TransferOptions } from '../../src/transfer/transfer.ts';

/** A transfer whose packets are collected: DATA as its block number, others as their name. */
function transferOf(size: number, options: Partial<TransferOptions> = {}) {
  const sent: (number | string)[] = [];
  const outcomes: Outcome[] = [];
  const transfer = new Transfer({
    source: bytesSource(new Uint8Array(size), 512),
    windowsize: 1,
    oack: undefined,
    timeoutMs: undefined,
    retries: 3,
    channel: { send: (packets) => sent.push(nameOf(packets)), blocksPerSend: () => 1 },
    ended: (outcome) => outcomes.push(outcome),
    ...options,
  });
  const take = (): (number | string)[] => sent.splice(0);
  const receive = (packet: TftpPacket): void => {
    transfer.receive(encodeTftp(packet));
  };
  const ack = (block: number): void => {
    receive({ op: 'ACK', block });
  };
  return { transfer, outcomes, take, receive, ack };
}

function nameOf(packet: Uint8Array): number | string {
  const decoded = decodeTftp(packet);
  if (!decoded.ok) return decoded.reason;
  return decoded.packet.op === 'DATA' ? decoded.packet.block : decoded.packet.op;
}

/** Milliseconds that fake timers take for a setImmediate. */
const IMMEDIATE = 1;

const OACK = encodeTftp({ op: 'OACK', options: new Map([['blksize', '512']]) });

describe('a transfer', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes block by block, and is done when the last one is acknowledged', () => {
    const { transfer, outcomes, take, ack } = transferOf(1100);
    transfer.start();
    expect(take()).toEqual([1]);
    ack(1);
    expect(take()).toEqual([2]);
    ack(2);
    expect(take()).toEqual([3]);
    ack(3);
    expect(outcomes).toEqual([{ kind: 'done' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('begins with the OACK and waits for ACK 0', () => {
    const { transfer, take, ack } = transferOf(1100, { oack: OACK });
    transfer.start();
    expect(take()).toEqual(['OACK']);
    ack(1);
    expect(take()).toEqual([]);
    ack(0);
    expect(take()).toEqual([1]);
  });

  it('does not send twice for an ACK that comes twice (sorcerer’s apprentice)', () => {
    const { transfer, take, ack } = transferOf(5000);
    transfer.start();
    ack(1);
    ack(1);
    ack(0);
    expect(take()).toEqual([1, 2]);
  });

  it('sends again with growing pauses, and gives up in the end', () => {
    const { transfer, outcomes, take } = transferOf(100);
    transfer.start();
    for (const pause of [500, 1000, 2000]) {
      vi.advanceTimersByTime(pause - 1);
      expect(take()).toHaveLength(pause === 500 ? 1 : 0);
      vi.advanceTimersByTime(1 + IMMEDIATE);
      expect(take()).toEqual([1]);
    }
    vi.advanceTimersByTime(4000 + IMMEDIATE);
    expect(outcomes).toEqual([{ kind: 'failed', reason: 'the client no longer answers' }]);
    expect(take()).toEqual([]);
  });

  it('keeps to the pause the client asked for', () => {
    const { transfer, take } = transferOf(100, { timeoutMs: 3000 });
    transfer.start();
    take();
    vi.advanceTimersByTime(2999);
    expect(take()).toEqual([]);
    vi.advanceTimersByTime(1 + IMMEDIATE);
    expect(take()).toEqual([1]);
    vi.advanceTimersByTime(3000 + IMMEDIATE);
    expect(take()).toEqual([1]);
  });

  it('does not send again when the ACK was there and only the server was late', () => {
    const { transfer, take, ack } = transferOf(5000);
    transfer.start();
    take();
    setTimeout(() => {
      setImmediate(() => {
        ack(1);
      });
    }, 499);
    vi.advanceTimersByTime(500);
    expect(take()).toEqual([2]);
    vi.advanceTimersByTime(10);
    expect(take()).toEqual([]);
  });

  it('is done when all that is missing at last is the ACK of the last block', () => {
    const { transfer, outcomes, ack } = transferOf(600);
    transfer.start();
    ack(1);
    vi.advanceTimersByTime(10_000);
    expect(outcomes).toEqual([{ kind: 'done' }]);
  });

  it('hands over a window in as few pieces as its channel takes', () => {
    const pieces: Uint8Array[] = [];
    const channel = { send: (packets: Uint8Array) => pieces.push(packets), blocksPerSend: () => 4 };
    const { transfer, ack } = transferOf(512 * 9 + 10, { windowsize: 6, channel });
    transfer.start();
    ack(6);
    expect(pieces.map(({ length }) => length)).toEqual([4 * 516, 2 * 516, 3 * 516 + 14]);
    expect(pieces.map(nameOf)).toEqual([1, 5, 7]);
  });

  it('tells how often it sent again in vain', () => {
    const { transfer, ack } = transferOf(5000);
    transfer.start();
    expect(transfer.unanswered).toBe(0);
    vi.advanceTimersByTime(500 + 1000 + 2 * IMMEDIATE);
    expect(transfer.unanswered).toBe(2);
    ack(1);
    expect(transfer.unanswered).toBe(0);
  });

  it('ends without a word when it is abandoned', () => {
    const { transfer, outcomes, take } = transferOf(5000);
    transfer.start();
    take();
    transfer.abandon('the client started over');
    vi.advanceTimersByTime(100_000);
    expect(take()).toEqual([]);
    expect(outcomes).toEqual([{ kind: 'failed', reason: 'the client started over' }]);
  });

  it('counts its tries anew after progress', () => {
    const { transfer, outcomes, ack } = transferOf(5000);
    transfer.start();
    for (let block = 1; block <= 5; block += 1) {
      vi.advanceTimersByTime(500 + 1000 + 2000);
      ack(block);
    }
    expect(outcomes).toEqual([]);
  });

  it('sends a window, then the next when its last block is acknowledged', () => {
    const { transfer, take, ack } = transferOf(512 * 6, { windowsize: 4 });
    transfer.start();
    expect(take()).toEqual([1, 2, 3, 4]);
    ack(4);
    expect(take()).toEqual([5, 6, 7]);
  });

  it('goes back to the block after the one acknowledged inside a window', () => {
    const { transfer, take, ack } = transferOf(512 * 20, { windowsize: 4 });
    transfer.start();
    take();
    ack(2);
    expect(take()).toEqual([3, 4, 5, 6]);
    ack(2);
    expect(take()).toEqual([]);
    ack(6);
    expect(take()).toEqual([7, 8, 9, 10]);
  });

  it('sends the window again, once, when its first block was lost', () => {
    const { transfer, take, ack } = transferOf(512 * 20, { windowsize: 4 });
    transfer.start();
    ack(4);
    take();
    ack(4);
    ack(4);
    expect(take()).toEqual([5, 6, 7, 8]);
  });

  it('counts past 65535', () => {
    const { transfer, outcomes, take, ack } = transferOf(512 * 65_540, { windowsize: 64 });
    transfer.start();
    for (let block = 64; block < 65_541; block += 64) ack(block & 0xffff);
    ack(65_541 & 0xffff);
    expect(take().slice(-5)).toEqual([1, 2, 3, 4, 5]);
    expect(outcomes).toEqual([{ kind: 'done' }]);
  });

  it('takes no acknowledgement of what was not sent', () => {
    const { transfer, take, ack } = transferOf(512 * 20, { windowsize: 2 });
    transfer.start();
    take();
    for (const block of [3, 20, 65_535]) ack(block);
    expect(take()).toEqual([]);
  });

  it('ends when the client says so, early when it has no block yet', () => {
    const early = transferOf(5000, { oack: OACK });
    early.transfer.start();
    early.receive({ op: 'ERROR', code: 8, message: 'User aborted the transfer' });
    expect(early.outcomes).toEqual([{ kind: 'aborted', code: 8, message: 'User aborted the transfer', early: true }]);
    const late = transferOf(5000);
    late.transfer.start();
    late.ack(1);
    late.receive({ op: 'ERROR', code: 3, message: 'disk full' });
    expect(late.outcomes).toEqual([{ kind: 'aborted', code: 3, message: 'disk full', early: false }]);
  });

  it('counts a closed port as success once everything was sent, and as failure before', () => {
    const last = transferOf(600);
    last.transfer.start();
    last.ack(1);
    last.transfer.unreachable();
    expect(last.outcomes).toEqual([{ kind: 'done' }]);
    const middle = transferOf(5000);
    middle.transfer.start();
    middle.transfer.unreachable();
    expect(middle.outcomes).toEqual([{ kind: 'failed', reason: 'the client closed its port' }]);
  });

  it('waits for a block that has to be read, and tells the client when it cannot be', async () => {
    const whole = bytesSource(new Uint8Array(5000), 512);
    let inMemory = false;
    const slow = {
      ...whole,
      packets: (first: number, count: number) => (inMemory ? whole.packets(first, count) : undefined),
      load: () => {
        inMemory = true;
        return Promise.resolve();
      },
    };
    const reading = transferOf(0, { source: slow, windowsize: 2 });
    reading.transfer.start();
    expect(reading.take()).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(reading.take()).toEqual([1, 2]);
    const broken = { ...whole, packets: () => undefined, load: () => Promise.reject(new Error('the disk is gone')) };
    const failing = transferOf(0, { source: broken });
    failing.transfer.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(failing.take()).toEqual(['ERROR']);
    expect(failing.outcomes).toEqual([{ kind: 'failed', reason: 'the disk is gone' }]);
  });
});
