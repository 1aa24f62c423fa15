import type { OwnDelay } from './own-delay.ts';
import type { ServerUsage } from './server-usage.ts';
import type { Spread } from './statistics.ts';
import type { FaultCount, StageSummary, Tally } from './tally.ts';

/** What a simulation found. Times in milliseconds unless named otherwise, amounts in octets. */
export interface FleetSummary {
  readonly machines: number;
  readonly up: number;
  readonly failed: number;
  /** Never switched on, because the simulation was stopped. */
  readonly left: number;
  readonly seconds: number;
  readonly bootsPerSecond: number;
  /** Whole boots, waits of firmware and kernel included. */
  readonly boots: Spread;
  readonly stages: readonly StageSummary[];
  readonly bytes: number;
  /** Times machines were switched off and on again because a boot failed. */
  readonly restarts: number;
  readonly failures: readonly FaultCount[];
  readonly recovered: readonly FaultCount[];
  /** Absent when the server's process was not to be seen. */
  readonly server?: ServerUsage;
  /** The fake machines' own share: where it is large, times say more about this host than about the server. */
  readonly own: OwnDelay;
  /** What a thousand nodes that boot ask of a server; absent when none came up. */
  readonly perThousand?: PerThousand;
}

export interface PerThousand {
  readonly bytes: number;
  /** Seconds their traffic takes on a link of this many gigabits a second, all of it used. */
  readonly linkSeconds: Readonly<Record<'1' | '10' | '25' | '100', number>>;
  readonly cpuSeconds?: number;
}

interface Circumstances {
  readonly machines: number;
  readonly seconds: number;
  readonly usage: ServerUsage | undefined;
  readonly own: OwnDelay;
}

export function summaryOf(tally: Tally, { machines, seconds, usage, own }: Circumstances): FleetSummary {
  const { up, failed, restarts, bytes } = tally;
  return {
    machines,
    up,
    failed,
    left: machines - up - failed,
    seconds,
    bootsPerSecond: up / seconds,
    boots: tally.boots,
    stages: tally.stages,
    bytes,
    restarts,
    failures: tally.failures,
    recovered: tally.recovered,
    own,
    ...(usage === undefined ? {} : { server: usage }),
    ...(up === 0 ? {} : { perThousand: perThousand(up, bytes, usage) }),
  };
}

function perThousand(up: number, bytes: number, usage: ServerUsage | undefined): PerThousand {
  const scale = 1000 / up;
  const each = bytes * scale;
  const link = (gigabits: number): number => (each * 8) / (gigabits * 1e9);
  return {
    bytes: each,
    linkSeconds: { '1': link(1), '10': link(10), '25': link(25), '100': link(100) },
    ...(usage === undefined ? {} : { cpuSeconds: usage.cpuSeconds * scale }),
  };
}
