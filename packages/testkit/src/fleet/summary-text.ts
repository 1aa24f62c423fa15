import { formatBytes, formatDuration } from '@muster/core/client';
import type { FaultCount, StageSummary } from './tally.ts';
import type { FleetSummary } from './summary.ts';

/** Cells of one stage, for a table. */
export type StageRow = Readonly<
  Record<'stage' | 'count' | 'p50' | 'p95' | 'p99' | 'max' | 'bytes' | 'retries', string | number>
>;

/** The stages of a summary as rows for people; the last one is the whole boot. */
export function stageRows({ stages, boots, up, bytes }: FleetSummary): readonly StageRow[] {
  const retries = stages.reduce((sum, stage) => sum + stage.retries, 0);
  return [...stages, { stage: 'boot, waits included', count: up, ...boots, bytes, retries }].map(stageRow);
}

function stageRow({ stage, count, p50, p95, p99, max, bytes, retries }: StageSummary): StageRow {
  const [first, second, third, last] = [p50, p95, p99, max].map(shortTime);
  return {
    stage,
    count,
    p50: first ?? '',
    p95: second ?? '',
    p99: third ?? '',
    max: last ?? '',
    bytes: formatBytes(bytes),
    retries,
  };
}

function shortTime(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : formatDuration(ms);
}

/** What people size a server by, a line each. */
export function summaryLines(summary: FleetSummary): readonly string[] {
  const { machines, up, failed, left, seconds, bootsPerSecond, bytes, restarts } = summary;
  const rate = `${bootsPerSecond.toFixed(1)} boots and ${formatBytes(bytes / seconds)} a second`;
  return [
    `${up} of ${machines} machines came up in ${formatDuration(seconds * 1000)} (${rate}); ${failed} failed${left > 0 ? `, ${left} were not switched on` : ''}`,
    ...faultLines('failed', summary.failures),
    ...faultLines('got over', summary.recovered),
    ...(restarts > 0 ? [`machines were switched off and on again ${restarts} times`] : []),
    ...serverLines(summary),
    ...ownLines(summary),
    ...needLines(summary),
  ];
}

function faultLines(word: string, faults: readonly FaultCount[]): string[] {
  return faults.map(({ stage, code, count, example }) => `${word}: ${stage} ${code} ${count} times, e.g. ${example}`);
}

function serverLines({ server, up }: FleetSummary): string[] {
  if (server === undefined) return ['the server is not a process of this machine: no processor time, no memory'];
  const { cpuSeconds, cores, memoryBefore, memoryPeak, pids } = server;
  const each = up === 0 ? '' : `, ${((cpuSeconds * 1000) / up).toFixed(1)} ms a boot`;
  const restarted = pids.length > 1 ? `; it was started ${pids.length - 1} times meanwhile` : '';
  return [
    `server: ${cpuSeconds.toFixed(1)} s of processor time (${cores.toFixed(2)} cores${each}), memory ${formatBytes(memoryBefore)} before, ${formatBytes(memoryPeak)} at most${restarted}`,
  ];
}

/** Above this the host, not the server, makes a good part of the times. */
const LATE_MS = 50;

function ownLines({ own: { cpuSeconds, lateP99 } }: FleetSummary): string[] {
  if (lateP99 < LATE_MS) return [];
  const late = `they were up to ${formatDuration(lateP99)} late themselves`;
  return [
    `the fake machines used ${cpuSeconds.toFixed(1)} s of processor time, and ${late}: times of stages hold that as well`,
  ];
}

function needLines({ perThousand }: FleetSummary): string[] {
  if (perThousand === undefined) return [];
  const { bytes, linkSeconds, cpuSeconds } = perThousand;
  const links = Object.entries(linkSeconds).map(
    ([gigabits, seconds]) => `${formatDuration(seconds * 1000)} at ${gigabits} Gbit/s`,
  );
  const cpu = cpuSeconds === undefined ? '' : `${cpuSeconds.toFixed(1)} s of one core and `;
  return [`a thousand nodes need ${cpu}${formatBytes(bytes)} from the server: ${links.join(', ')}`];
}
