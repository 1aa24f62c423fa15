import type { Snapshot } from '@muster/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow } from '../src/follow.ts';
import type { Asked } from '../src/server/server.ts';

const quiet = (): undefined => undefined;
const snapshot = () => ({ registry: { byAddress: () => 'n1' } }) as unknown as Snapshot;
const asked = (size: number, stage?: string) =>
  ({
    client: { remoteAddress: '10.0.0.1', remotePort: 1, localAddress: '10.0.0.2' },
    filename: 'kernel',
    resolution: { ok: true, source: { size }, about: stage === undefined ? {} : { stage } },
  }) as unknown as Asked;

describe('following a transfer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('tells how far a long one is until it is over', () => {
    const timeline = { record: vi.fn(), advance: vi.fn(), holderOf: quiet };
    const over = follow(asked(5_000_000, 'kernel'), { acknowledged: 1_234_000 }, { timeline, snapshot });
    const started = { stage: 'kernel', outcome: 'started', by: 'tftp', node: 'n1', total: 5_000_000 };
    expect(timeline.record.mock.calls).toMatchObject([[started]]);
    vi.advanceTimersByTime(1100);
    expect(timeline.advance.mock.calls).toMatchObject(
      Array(2).fill([{ stage: 'kernel', node: 'n1', bytes: 1_234_000 }]),
    );
    over();
    vi.advanceTimersByTime(5000);
    expect(timeline.advance).toHaveBeenCalledTimes(2);
  });

  it('says nothing of a short one, nor of what is no stage of a boot', () => {
    const timeline = { record: vi.fn(), advance: vi.fn(), holderOf: quiet };
    follow(asked(1000, 'script'), { acknowledged: 0 }, { timeline, snapshot })();
    follow(asked(5_000_000), { acknowledged: 0 }, { timeline, snapshot })();
    expect(timeline.record).not.toHaveBeenCalled();
  });
});
