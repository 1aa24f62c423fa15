import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How much the fake machines were in their own way. */
export interface OwnDelay {
  /** Processor seconds of this process. */
  readonly cpuSeconds: number;
  /** Milliseconds by which 99 in 100 of this process's turns were late, at most: every measured time may hold that much of it. */
  readonly lateP99: number;
}

const RESOLUTION_MS = 10;

/** Watches this process until the returned function is called. */
export function watchOwnDelay(): () => OwnDelay {
  const before = process.cpuUsage();
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return () => {
    histogram.disable();
    const { user, system } = process.cpuUsage(before);
    const lateP99 = Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
    return { cpuSeconds: (user + system) / 1e6, lateP99: Math.round(lateP99 * 1000) / 1000 };
  };
}
