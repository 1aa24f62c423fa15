import { isMusterError, messageOf } from '../errors/index.ts';
import type { ProgressEvent, Timeline } from '../progress/types.ts';
import type { Attribution } from './attribution.ts';
import type { Sent } from './send-reply.ts';

/** Whose timeline an answer belongs to; nothing is recorded for answers without a stage. */
export interface Told {
  readonly timeline: Timeline;
  readonly stage: string | undefined;
  readonly problem: string | undefined;
  /** Stable identifier of the problem. */
  readonly code?: string | undefined;
  /** Somebody else than the node asked in its name. */
  readonly stranger?: true | undefined;
  /** SHA-256 of the body, for blobs. */
  readonly digest?: string | undefined;
  readonly who: Attribution & { readonly remoteAddress?: string };
}

/** A body that takes its time: its begin is worth an event of its own. */
const LONG = 1024 * 1024;

/** Records that a download began, and says whether it did. Of one made in pieces (ranges) only the piece with the first byte counts. */
export function recordStart(told: Told, sent: Sent): boolean {
  const isLong = sent.bytes >= LONG && sent.first && sent.status < 400 && told.stranger === undefined;
  if (isLong) record(told, 'started', sent.last ? { total: sent.bytes } : {});
  return isLong;
}

/** Records how an answer ended. Of a download in pieces only the one with the last byte, and failures, count. */
export function recordEnd(told: Told, sent: Sent | undefined, ms: number, failure: unknown): void {
  const bytes = sent?.bytes ?? 0;
  const status = sent?.status ?? 0;
  if (failure !== undefined && (told.stranger === undefined || told.problem === undefined)) {
    const code = isMusterError(failure) ? { code: failure.code } : {};
    record(told, 'failed', { ms, detail: messageOf(failure), ...code });
  } else if (told.problem !== undefined) {
    const code = told.code === undefined ? {} : { code: told.code };
    record(told, 'failed', { ms, bytes, detail: told.problem, ...code });
  } else if (status >= 400) record(told, 'failed', { ms, detail: `answered ${status}` });
  else if (sent?.last === true)
    record(told, 'done', { ms, bytes, ...(told.digest === undefined ? {} : { digest: told.digest }) });
}

function record(
  { timeline, stage, who, stranger }: Told,
  outcome: 'started' | 'done' | 'failed',
  more: Partial<Pick<ProgressEvent, 'ms' | 'bytes' | 'total' | 'detail' | 'code' | 'digest'>>,
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
    ...(stranger === undefined ? {} : { stranger }),
    ...more,
  });
}
