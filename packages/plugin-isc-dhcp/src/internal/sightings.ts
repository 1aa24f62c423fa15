import type { BootSessions, Snapshot, Timeline } from '@muster/core';
import { clientClassById } from '@muster/wire';
import type { Acknowledged } from './acknowledged.ts';
import type { ServerEvent } from './event.ts';

export interface SightingParts {
  readonly acknowledged: Acknowledged;
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly timeline: Pick<Timeline, 'record'>;
  readonly snapshot: () => Snapshot;
  /** Milliseconds. */
  readonly leaseTime: number;
  readonly now: () => number;
}

/** Tells the rest of Muster what the daemon saw and did, as a server in process would: boots, leases, the timeline. */
export function tellEvent(event: ServerEvent, parts: SightingParts): void {
  const { acknowledged, sessions, timeline, snapshot, leaseTime, now } = parts;
  const { mac } = event;
  const time = now();
  if (event.kind === 'released') {
    acknowledged.giveBack(event.address, mac);
    return;
  }
  const node = snapshot().registry.byMac(mac);
  const machine = { mac, time, ...(node === undefined ? {} : { node }) };
  if (event.kind === 'seen') {
    const known = clientClassById(event.clientClass);
    if (known === undefined) return;
    sessions.sight({ ...machine, step: known.userClass === 'ipxe' ? 'loader' : 'firmware', clientClass: known.id });
    return;
  }
  acknowledged.take(event.address, mac, time + leaseTime);
  timeline.record({ ...machine, stage: 'dhcp', by: 'isc-dhcp', outcome: 'done', address: event.address });
}
