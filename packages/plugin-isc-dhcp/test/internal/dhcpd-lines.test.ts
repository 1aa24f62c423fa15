import { describe, expect, it } from 'vitest';
import { eventIn, levelOfDhcpd } from '../../src/internal/dhcpd-lines.ts';

describe('what dhcpd logs', () => {
  it('tells who got which address, with and without a host name and through a relay', () => {
    const told = { kind: 'acknowledged', address: '10.0.0.11', mac: '52:54:00:00:00:01' };
    expect(eventIn('DHCPACK on 10.0.0.11 to 52:54:00:00:00:01 via eth1')).toEqual(told);
    expect(eventIn('DHCPACK on 10.0.0.11 to 52:54:00:00:00:01 (n01) via 10.1.0.2')).toEqual(told);
  });

  it('tells which class of machine asks, with the leading zeros dhcpd leaves out', () => {
    expect(eventIn('muster-boot uefi-x86_64 52:54:0:0:0:1')).toEqual({
      kind: 'seen',
      clientClass: 'uefi-x86_64',
      mac: '52:54:00:00:00:01',
    });
  });

  it('tells of an address given back only when it was the one held', () => {
    const line = 'DHCPRELEASE of 10.0.0.11 from 52:54:00:00:00:01 via eth1';
    expect(eventIn(`${line} (found)`)).toEqual({ kind: 'released', address: '10.0.0.11', mac: '52:54:00:00:00:01' });
    expect(eventIn(`${line} (not found)`)).toBeUndefined();
  });

  it('tells nothing by a host name that poses as a line, nor by an answer to INFORM', () => {
    expect(
      eventIn('DHCPDISCOVER from 52:54:00:00:00:01 (DHCPACK on 10.0.0.9 to 52:54:00:00:00:02 via x) via eth1'),
    ).toBeUndefined();
    expect(eventIn('DHCPACK to 10.0.0.11 (52:54:00:00:00:01) via eth1')).toBeUndefined();
    expect(eventIn('muster-boot uefi-x86_64 nonsense')).toBeUndefined();
    expect(eventIn('')).toBeUndefined();
  });

  it('is passed on with the level it deserves', () => {
    expect(levelOfDhcpd('DHCPDISCOVER from 52:54:00:00:00:01 via eth1')).toBe('debug');
    expect(levelOfDhcpd('DHCPDISCOVER from 52:54:00:00:00:01 via eth1: network 10.0.0.0/24: no free leases')).toBe(
      'warn',
    );
    expect(levelOfDhcpd('DHCPACK on 10.0.0.11 to 52:54:00:00:00:01 via eth1')).toBe('info');
    expect(levelOfDhcpd('DHCPNAK on 10.0.0.11 to 52:54:00:00:00:01 via eth1')).toBe('warn');
    expect(levelOfDhcpd("Can't open /x: Permission denied: failed")).toBe('error');
    expect(levelOfDhcpd('Server starting service.')).toBe('info');
  });
});
