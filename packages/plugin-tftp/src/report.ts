import type { Logger, ProgressEvent, Snapshot, Timeline } from '@muster/core';
import type { Transferred } from './server/server.ts';

/** Characters of a file name that are logged. */
const LONGEST = 256;

export interface ReportParts {
  readonly log: Logger;
  readonly timeline: Pick<Timeline, 'record' | 'holderOf'>;
  snapshot(): Snapshot;
}

/** Logs a finished request and puts it on the timeline of the machine it came from. */
export function report(transferred: Transferred, parts: ReportParts): void {
  const { log, timeline } = parts;
  const { client, resolution, outcome, bytes, ms } = transferred;
  const filename = shortened(transferred.filename);
  const who = machineAt(client.remoteAddress, parts.snapshot(), timeline);
  const fields = { ...who, ...named(resolution), address: client.remoteAddress, file: filename, bytes, ms };
  if (outcome.kind === 'aborted' && outcome.early) {
    // OVMF reads the size this way, then asks again.
    log.debug(fields, `TFTP ${JSON.stringify(filename)}: the client only asked for the size`);
    return;
  }
  const detail = outcome.kind === 'done' ? undefined : outcome.kind === 'failed' ? outcome.reason : outcome.message;
  if (detail === undefined && resolution.ok && resolution.problem !== undefined) {
    log.warn(fields, `TFTP ${JSON.stringify(filename)} sent: ${resolution.problem}`);
  } else if (detail === undefined) log.debug(fields, `TFTP ${JSON.stringify(filename)} sent`);
  else log.warn(fields, `TFTP ${JSON.stringify(filename)} not sent: ${JSON.stringify(detail)}`);
  // Loaders try names until one is there: a missing one is no stage of the boot.
  if (!resolution.ok) return;
  const event: ProgressEvent = {
    time: Date.now(),
    stage: resolution.stage,
    outcome: detail === undefined && resolution.problem === undefined ? 'done' : 'failed',
    by: 'tftp',
    address: client.remoteAddress,
    ...who,
    ...named(resolution),
    bytes,
    ms,
    detail: detail === undefined ? (resolution.problem ?? filename) : `${filename}: ${detail}`,
  };
  timeline.record(event);
}

function named({ node, mac }: { readonly node?: string; readonly mac?: string }): { node?: string; mac?: string } {
  return { ...(node === undefined ? {} : { node }), ...(mac === undefined ? {} : { mac }) };
}

/** A request may be 64 KiB of name, from anybody; a path is 4096 octets at most, and what is served far shorter. */
function shortened(filename: string): string {
  return filename.length > LONGEST ? `${filename.slice(0, LONGEST)}…` : filename;
}

/** By the registry's addresses, else by the lease seen last: good enough to tell whose boot it is, and no proof. */
function machineAt(
  address: string,
  { registry }: Snapshot,
  timeline: Pick<Timeline, 'holderOf'>,
): { node?: string; mac?: string } {
  const node = registry.byAddress(address);
  return node === undefined ? (timeline.holderOf(address) ?? {}) : { node };
}
