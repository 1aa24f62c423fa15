import { clientClassById } from '@muster/wire';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Timeline } from '../progress/types.ts';
import type { HeldLeases } from '../session/held-leases.ts';
import type { BootSessions } from '../session/types.ts';

/** What a line of a DHCP server's log tells. MACs are lower-case with colons. */
export type DhcpEvent =
  | { readonly kind: 'acknowledged' | 'released'; readonly address: string; readonly mac: string }
  | { readonly kind: 'seen'; readonly clientClass: string; readonly mac: string };

export interface DhcpEventParts {
  /** The plugin, for the timeline. */
  readonly by: string;
  /** Absent when the server gives no addresses. */
  readonly leases: Pick<HeldLeases, 'take' | 'giveBack'> | undefined;
  readonly sessions: Pick<BootSessions, 'sight'>;
  readonly timeline: Pick<Timeline, 'record'>;
  readonly snapshot: () => Snapshot;
  /** Seconds; `node`: the machine is in the registry. */
  readonly leaseTime: (node: boolean) => number;
  readonly now: () => number;
}

/** Tells the rest of Muster what a DHCP server saw and did, as one in process would: boots, leases, the timeline. */
export function tellDhcpEvent(event: DhcpEvent, parts: DhcpEventParts): void {
  const { leases, now } = parts;
  const { mac } = event;
  if (event.kind === 'released') {
    leases?.giveBack(event.address, mac);
    return;
  }
  const time = now();
  const node = parts.snapshot().registry.byMac(mac);
  const machine = { mac, time, ...(node === undefined ? {} : { node }) };
  if (event.kind === 'seen') {
    const known = clientClassById(event.clientClass);
    if (known === undefined) return;
    const step = known.userClass === 'ipxe' ? 'loader' : 'firmware';
    parts.sessions.sight({ ...machine, step, clientClass: known.id });
    return;
  }
  leases?.take(event.address, mac, time + parts.leaseTime(node !== undefined) * 1000);
  parts.timeline.record({ ...machine, stage: 'dhcp', by: parts.by, outcome: 'done', address: event.address });
}
