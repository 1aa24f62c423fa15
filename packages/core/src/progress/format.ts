import type { ProgressEvent } from './types.ts';

/** `8.1 MB`: decimal units, as links are measured in. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** `35 ms`, `1.2 s`, `2 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `12:01:02.123` in the machine's time zone. */
export function formatClock(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** What of an event is shown. */
type Shown = Pick<ProgressEvent, 'time' | 'stage' | 'outcome' | 'by'> & {
  readonly [K in 'node' | 'mac' | 'address' | 'bytes' | 'ms' | 'detail' | 'stranger']?: ProgressEvent[K] | undefined;
};

/** One event as one line, two spaces between fields: `12:01:02.123  n01  kernel  done  8.1 MB  1.2 s  core`. */
export function formatEvent(event: Shown): string {
  return [
    formatClock(event.time),
    event.node ?? event.mac ?? event.address ?? '?',
    event.stage,
    event.outcome,
    event.bytes === undefined ? undefined : formatBytes(event.bytes),
    event.ms === undefined ? undefined : formatDuration(event.ms),
    event.by,
    event.stranger !== true ? undefined : `stranger ${event.address ?? ''}`,
    event.detail,
  ]
    .filter((field) => field !== undefined && field !== '')
    .join('  ');
}

/** Events as plain lines, one each, in the given order; empty text for none. */
export function formatTimeline(events: readonly ProgressEvent[]): string {
  return events.map((event) => `${formatEvent(event)}\n`).join('');
}
