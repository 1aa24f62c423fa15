import type { BootSessions, Snapshot, Timeline } from '@muster/core';
import { clientClassById } from '@muster/wire';
import type { Leases } from './leases.ts';
import type { DnsmasqEvent } from './lines.ts';

export interface TellParts {
  /** Absent when dnsmasq gives no addresses. */
  readonly leases: Pick<Leases, 'take' | 'giveBack'> | undefined;
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly timeline: Pick<Timeline, 'record'>;
  readonly snapshot: () => Snapshot;
  /** Seconds. */
  readonly settings: { readonly leaseTime: number; readonly poolLeaseTime: number };
  readonly now: () => number;
}

/** Tells the rest of Muster what dnsmasq saw and did, as servers in process do: boots, leases, the timeline. */
export function tell(event: DnsmasqEvent, parts: TellParts): void {
  const { leases, sessions, timeline, snapshot, settings, now } = parts;
  const time = now();
  const { registry } = snapshot();
  if (event.kind === 'released') leases?.giveBack(event.address, event.mac);
  else if (event.kind === 'sent') {
    const node = registry.byAddress(event.address);
    const machine = { address: event.address, ...(node === undefined ? {} : { node }) };
    timeline.record({ ...machine, time, stage: 'boot-file', by: 'dnsmasq', outcome: 'done' });
  } else if (event.kind === 'seen' || event.kind === 'acknowledged') {
    const node = registry.byMac(event.mac);
    const machine = { mac: event.mac, time, ...(node === undefined ? {} : { node }) };
    if (event.kind === 'seen') {
      const step = clientClassById(event.clientClass)?.userClass === 'ipxe' ? 'loader' : 'firmware';
      sessions.sight({ ...machine, step, clientClass: event.clientClass });
      return;
    }
    const seconds = node === undefined ? settings.poolLeaseTime : settings.leaseTime;
    leases?.take(event.address, event.mac, time + seconds * 1000);
    timeline.record({ ...machine, stage: 'dhcp', by: 'dnsmasq', outcome: 'done', address: event.address });
  }
}
