import { type BootView, formatBytes, formatClock } from '@muster/core/client';
import { agentTrouble, byTrouble, nameOf } from './trouble.ts';

/** What of a boot is worth a line when it changes: not the bytes of a running transfer. */
export function changeSign(boot: BootView): string {
  const { id, state, stage, stages, cause, agent } = boot;
  const at = stages.find((one) => one.stage === stage);
  return JSON.stringify([
    id,
    state,
    stage,
    at?.state,
    at?.retries,
    cause?.sentence,
    agentTrouble(boot),
    agent?.changed,
  ]);
}

/**
 * Of these boots those that have changed since they were `shown`, by name, which is brought up to date. A node that never
 * booted is no news.
 */
export function takeNews(boots: readonly BootView[], shown: Map<string, string>): readonly BootView[] {
  return [...boots].sort(byTrouble).filter((boot) => {
    const sign = changeSign(boot);
    if ((boot.state === 'never' && boot.agent === undefined) || shown.get(nameOf(boot)) === sign) return false;
    shown.set(nameOf(boot), sign);
    return true;
  });
}

/** One change as a line: `12:01:02.123  n01  booting  kernel  done  8.1 MB`. */
export function changeLine(boot: BootView, now: number): string {
  const { state, stage, stages, cause, agent } = boot;
  const at = stages.find((one) => one.stage === stage);
  return [
    formatClock(boot.updated ?? now),
    nameOf(boot),
    state,
    stage,
    at?.state,
    at?.bytes === undefined ? undefined : formatBytes(at.bytes),
    cause === undefined ? undefined : `${cause.code}: ${cause.sentence} (${cause.remedy})`,
    agentTrouble(boot) ?? (agent?.changed === undefined ? undefined : `refreshed: ${agent.detail ?? ''}`),
  ]
    .filter((field) => field !== undefined && field !== '')
    .join('  ');
}
