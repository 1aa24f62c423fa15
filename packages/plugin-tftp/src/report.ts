import type { Logger, ProgressEvent, Snapshot, Timeline } from '@muster/core';
import { shownName } from './server/path.ts';
import type { About } from './server/resolve.ts';
import type { Transferred } from './server/server.ts';

export interface ReportParts {
  readonly log: Logger;
  readonly timeline: Pick<Timeline, 'record' | 'holderOf'>;
  snapshot(): Snapshot;
}

/** Logs a finished request and puts it on the timeline of the machine it came from. */
export function report(transferred: Transferred, parts: ReportParts): void {
  const { log, timeline } = parts;
  const { client, resolution, outcome, bytes, ms } = transferred;
  const filename = shownName(transferred.filename);
  const { about } = resolution;
  const who = { ...machineAt(client.remoteAddress, parts.snapshot(), timeline), ...named(about) };
  const fields = { ...who, address: client.remoteAddress, file: filename, bytes, ms };
  if (outcome.kind === 'aborted' && outcome.early) {
    // OVMF reads the size this way, then asks again.
    log.debug(fields, `TFTP ${JSON.stringify(filename)}: the client only asked for the size`);
    return;
  }
  const failure = outcome.kind === 'done' ? undefined : outcome.kind === 'failed' ? outcome.reason : outcome.message;
  const problem = about.problem ?? (failure === undefined ? undefined : JSON.stringify(failure));
  if (problem === undefined) log.debug(fields, `TFTP ${JSON.stringify(filename)} sent`);
  else log.warn(fields, `TFTP ${JSON.stringify(filename)} ${failure === undefined ? 'sent' : 'not sent'}: ${problem}`);
  // Loaders try names until one is there: a missing one is no stage of the boot.
  if (about.stage === undefined || (!resolution.ok && about.problem === undefined)) return;
  const event: ProgressEvent = {
    time: Date.now(),
    stage: about.stage,
    outcome: problem === undefined ? 'done' : 'failed',
    by: 'tftp',
    address: client.remoteAddress,
    ...who,
    bytes,
    ms,
    detail: about.problem ?? (failure === undefined ? filename : `${filename}: ${failure}`),
    ...(about.code === undefined ? {} : { code: about.code }),
    ...(about.stranger === undefined ? {} : { stranger: about.stranger }),
  };
  timeline.record(event);
}

export function named({ node, mac }: About): { node?: string; mac?: string } {
  return { ...(node === undefined ? {} : { node }), ...(mac === undefined ? {} : { mac }) };
}

/** By the registry's addresses, else by the lease seen last: good enough to tell whose boot it is, and no proof. */
export function machineAt(
  address: string,
  { registry }: Snapshot,
  timeline: Pick<Timeline, 'holderOf'>,
): { node?: string; mac?: string } {
  const node = registry.byAddress(address);
  return node === undefined ? (timeline.holderOf(address) ?? {}) : { node };
}
