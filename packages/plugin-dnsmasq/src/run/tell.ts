import { type DhcpEventParts, tellDhcpEvent } from '@muster/core';
import type { DnsmasqEvent } from './lines.ts';

/** Tells the rest of Muster what dnsmasq saw and did: DHCP, and files sent over TFTP. */
export function tell(event: DnsmasqEvent, parts: DhcpEventParts): void {
  if (event.kind === 'read') return;
  if (event.kind !== 'sent') {
    tellDhcpEvent(event, parts);
    return;
  }
  const { by, timeline, snapshot, now } = parts;
  const { address } = event;
  const node = snapshot().registry.byAddress(address);
  const machine = { address, ...(node === undefined ? {} : { node }) };
  timeline.record({ ...machine, time: now(), stage: 'boot-file', by, outcome: 'done' });
}
