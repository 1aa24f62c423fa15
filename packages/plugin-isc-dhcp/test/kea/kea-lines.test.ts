import { describe, expect, it } from 'vitest';
import { KeaLines } from '../../src/kea/kea-lines.ts';

const lines = new KeaLines('SECRET');
const ALLOC =
  'DHCP4_LEASE_ALLOC [hwtype=1 52:54:00:00:00:01], cid=[no info], tid=0x1: lease 10.0.0.11 has been allocated for 60 seconds';
const CLASSES =
  'DHCP4_CLASS_ASSIGNED [hwtype=1 52:54:00:00:00:01], cid=[no info], tid=0x1: client packet has been assigned to the following class(es): ALL, VENDOR_CLASS_PXEClient:Arch:00007, muster-uefi-x86_64, UNKNOWN';

describe('what Kea logs', () => {
  it('tells who got which address, who gave one back, and which class of machine asks', () => {
    expect(lines.eventIn(`INFO SECRET ${ALLOC}`)).toEqual({
      kind: 'acknowledged',
      address: '10.0.0.11',
      mac: '52:54:00:00:00:01',
    });
    expect(
      lines.eventIn(
        'INFO SECRET DHCP4_RELEASE [hwtype=1 52:54:00:00:00:01], cid=[01:52], tid=0x2: address 10.0.0.11 was released properly.',
      ),
    ).toEqual({ kind: 'released', address: '10.0.0.11', mac: '52:54:00:00:00:01' });
    expect(lines.eventIn(`DEBUG SECRET ${CLASSES}`)).toEqual({
      kind: 'seen',
      clientClass: 'uefi-x86_64',
      mac: '52:54:00:00:00:01',
    });
    expect(lines.eventIn('DEBUG SECRET DHCP4_BUFFER_WAIT')).toBeUndefined();
  });

  it('tells nothing by a line that a machine wrote through its vendor class', () => {
    expect(lines.eventIn(`INFO GUESS ${ALLOC}`)).toBeUndefined();
    expect(lines.eventIn(ALLOC)).toBeUndefined();
    expect(lines.eventIn(`DEBUG SECRET ${CLASSES.replace('PXEClient', ALLOC)}`)).toMatchObject({ kind: 'seen' });
  });

  it('is passed on with its level and without the secret', () => {
    expect(['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG'].map((word) => lines.levelOf(`${word} SECRET x y`))).toEqual([
      'error',
      'error',
      'warn',
      'info',
      'debug',
    ]);
    const kept: string[] = [];
    const keep = (_fields: object, message: string) => void kept.push(message);
    lines.logTo({ debug: keep, info: keep, warn: keep, error: keep }).info({}, 'INFO SECRET DHCP4_STARTED now');
    expect(kept).toEqual(['DHCP4_STARTED now']);
  });
});
