import type { Logger, Snapshot } from '@muster/core';
import { describe, expect, it, vi } from 'vitest';
import { report } from '../src/report.ts';

describe('reporting transfers', () => {
  it('keeps a name of 60,000 characters out of the log', () => {
    const warn = vi.fn<Logger['warn']>();
    const quiet = (): undefined => undefined;
    report(
      {
        client: { remoteAddress: '127.0.0.1', remotePort: 1, localAddress: '127.0.0.2' },
        filename: 'a'.repeat(60_000),
        resolution: { ok: false, code: 2, message: 'this name is not allowed', about: {} },
        outcome: { kind: 'failed', reason: 'this name is not allowed' },
        bytes: 0,
        ms: 1,
      } as unknown as Parameters<typeof report>[0],
      {
        log: { debug: quiet, info: quiet, warn, error: quiet },
        timeline: { record: quiet, holderOf: quiet },
        snapshot: () => ({ registry: { byAddress: quiet } }) as unknown as Snapshot,
      },
    );
    expect(warn).toHaveBeenCalledOnce();
    expect(JSON.stringify(warn.mock.calls).length).toBeLessThan(1000);
  });
});
