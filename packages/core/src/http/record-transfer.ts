import { messageOf } from '../errors/index.ts';
import type { Timeline } from '../progress/types.ts';
import type { Attribution } from './attribution.ts';
import type { Sent } from './send-reply.ts';

/** Whose timeline an answer belongs to; nothing is recorded for answers without a stage. */
export interface Told {
  readonly timeline: Timeline;
  readonly stage: string | undefined;
  readonly problem: string | undefined;
  readonly who: Attribution & { readonly remoteAddress?: string };
}

/** A body that takes its time: its begin is worth an event of its own. */
const LONG = 1024 * 1024;

/** Records that a download began. Of one made in pieces (ranges) only the piece with the first byte counts. */
export function recordStart(told: Told, sent: Sent): void {
  if (sent.bytes >= LONG && sent.first && sent.status < 400) record(told, 'started', {});
}

/** Records how an answer ended. Of a download in pieces only the one with the last byte, and failures, count. */
export function recordEnd(told: Told, sent: Sent | undefined, ms: number, failure: unknown): void {
  const bytes = sent?.bytes ?? 0;
  const status = sent?.status ?? 0;
  if (failure !== undefined) record(told, 'failed', { ms, detail: messageOf(failure) });
  else if (status >= 400) record(told, 'failed', { ms, detail: `answered ${status}` });
  else if (told.problem !== undefined) record(told, 'failed', { ms, bytes, detail: told.problem });
  else if (sent?.last === true) record(told, 'done', { ms, bytes });
}

function record(
  { timeline, stage, who }: Told,
  outcome: 'started' | 'done' | 'failed',
  more: { ms?: number; bytes?: number; detail?: string },
): void {
  if (stage === undefined) return;
  timeline.record({
    time: Date.now(),
    stage,
    outcome,
    by: 'core',
    ...(who.node === undefined ? {} : { node: who.node }),
    ...(who.mac === undefined ? {} : { mac: who.mac }),
    ...(who.remoteAddress === undefined ? {} : { address: who.remoteAddress }),
    ...more,
  });
}
