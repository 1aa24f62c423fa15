import type { Timeline } from '@muster/core';
import { machineAt, named, type ReportParts } from './report.ts';
import type { Asked } from './server/server.ts';
import type { Session } from './server/session.ts';

/** Octets of a transfer that takes its time: its begin is worth an event of its own. */
const LONG = 1024 * 1024;
/** Coarse: what is shown to people, and enough to see within seconds that nothing moves. */
const EVERY_MS = 500;

/** Tells the timeline that a long transfer has begun and, until the returned function is called, how far it is. */
export function follow(
  { client, resolution }: Asked,
  session: Pick<Session, 'acknowledged'>,
  {
    timeline,
    snapshot,
  }: Pick<ReportParts, 'snapshot'> & { readonly timeline: Pick<Timeline, 'record' | 'advance' | 'holderOf'> },
): () => void {
  if (!resolution.ok) return () => undefined;
  const { source, about } = resolution;
  const { stage } = about;
  if (stage === undefined || about.stranger !== undefined || source.size < LONG) return () => undefined;
  const address = client.remoteAddress;
  const who = { ...machineAt(address, snapshot(), timeline), ...named(about) };
  timeline.record({ time: Date.now(), stage, outcome: 'started', by: 'tftp', address, ...who, total: source.size });
  const timer = setInterval(() => {
    timeline.advance({ time: Date.now(), stage, bytes: session.acknowledged, ...who });
  }, EVERY_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
