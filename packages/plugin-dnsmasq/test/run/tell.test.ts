import { HeldLeases, type ProgressEvent, type Sighting } from '@muster/core';
import { describe, expect, it } from 'vitest';
import type { DnsmasqEvent } from '../../src/run/lines.ts';
import { tell } from '../../src/run/tell.ts';
import { provisionerOf } from '../support.ts';

const KNOWN = '52:54:00:00:00:01';
const STRANGER = '52:54:00:00:00:99';

async function told(...events: DnsmasqEvent[]) {
  const { snapshot } = await provisionerOf();
  const leases = new HeldLeases(() => true);
  const sightings: Sighting[] = [];
  const recorded: Partial<ProgressEvent>[] = [];
  for (const event of events) {
    tell(event, {
      by: 'dnsmasq',
      leases,
      sessions: { sight: (sighting) => void sightings.push(sighting) as never },
      timeline: { record: (entry) => void recorded.push(entry) },
      snapshot: () => snapshot,
      leaseTime: (node) => (node ? 3600 : 1800),
      now: () => 1000,
    });
  }
  return { leases, sightings, recorded };
}

describe('what Muster is told of what dnsmasq does', () => {
  it('is the boot that a machine begins, and whether firmware or a loader asks', async () => {
    const { sightings } = await told(
      { kind: 'seen', clientClass: 'uefi-x86_64', mac: KNOWN },
      { kind: 'seen', clientClass: 'uefi-x86_64-ipxe', mac: STRANGER },
    );
    expect(sightings).toEqual([
      { mac: KNOWN, time: 1000, node: 'n01', step: 'firmware', clientClass: 'uefi-x86_64' },
      { mac: STRANGER, time: 1000, step: 'loader', clientClass: 'uefi-x86_64-ipxe' },
    ]);
  });

  it('is who holds an address for how long', async () => {
    const { leases, recorded } = await told(
      { kind: 'acknowledged', address: '10.0.0.11', mac: KNOWN },
      { kind: 'acknowledged', address: '10.0.1.5', mac: STRANGER },
      { kind: 'acknowledged', address: '10.0.1.6', mac: STRANGER },
      { kind: 'released', address: '10.0.1.6', mac: STRANGER },
    );
    expect(leases.holder('10.0.0.11', 3_600_999)).toBe(KNOWN);
    expect(leases.holder('10.0.1.5', 1_800_999)).toBe(STRANGER);
    expect(leases.holder('10.0.1.5', 1_801_000)).toBeUndefined();
    expect(leases.holder('10.0.1.6', 1000)).toBeUndefined();
    expect(recorded[0]).toMatchObject({
      stage: 'dhcp',
      by: 'dnsmasq',
      outcome: 'done',
      node: 'n01',
      address: '10.0.0.11',
    });
  });

  it('is the boot file that was fetched, and by which node', async () => {
    const { recorded } = await told({ kind: 'sent', file: '/tftp/x', address: '10.0.0.11' });
    expect(recorded).toEqual([
      { address: '10.0.0.11', node: 'n01', time: 1000, stage: 'boot-file', by: 'dnsmasq', outcome: 'done' },
    ]);
  });
});
