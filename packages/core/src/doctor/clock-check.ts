import { clockSynchronised } from '../host/index.ts';
import type { Check, CheckResult } from '../plugin/types.ts';

/** Times this far ahead of the clock are no clock's drift, milliseconds. */
const AHEAD = 10 * 60_000;

/** Whether the clock is behind what this machine has written, and whether something keeps it right. */
export function clockCheck(): Check {
  return {
    name: 'clock',
    run: async ({ snapshot }) => {
      const images = [...(snapshot?.images.values() ?? [])].map(({ imported }) => Date.parse(imported));
      const behind = checkTime(Date.now(), [snapshot?.time ?? 0, ...images]);
      return behind === undefined ? [synchronised(await clockSynchronised())] : [behind];
    },
  };
}

/** `written`: times of what there is, milliseconds since the epoch. undefined when all of them have passed. */
export function checkTime(now: number, written: readonly number[]): CheckResult | undefined {
  const newest = written.reduce((latest, time) => Math.max(latest, Number.isNaN(time) ? 0 : time), 0);
  if (newest <= now + AHEAD) return undefined;
  const sentence = `the clock says ${new Date(now).toISOString()}, but something here was made ${new Date(newest).toISOString()}: leases and boot tokens cannot be timed`;
  return { level: 'error', sentence, remedy: 'set the clock (timedatectl set-ntp true, or timedatectl set-time)' };
}

export function synchronised(known: boolean | undefined): CheckResult {
  if (known === true) return { level: 'ok', sentence: 'the clock is synchronised' };
  const remedy = 'install systemd-timesyncd or chrony; nodes that compare logs or use Kerberos need the same time';
  return known === false
    ? { level: 'warning', sentence: 'nothing keeps the clock right: it is not synchronised', remedy }
    : { level: 'note', sentence: 'whether the clock is synchronised cannot be told here', remedy };
}
