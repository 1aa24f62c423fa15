import { describe, expect, it } from 'vitest';
import { checkTime, synchronised } from '../../src/doctor/clock-check.ts';
import { checkSpace } from '../../src/doctor/disk-check.ts';
import { checkNeighbours, countMachines } from '../../src/doctor/neighbour-check.ts';
import { checkReceiveBuffer } from '../../src/doctor/receive-buffer.ts';
import { missingCapabilities } from '../../src/doctor/rights.ts';
import type { DeviceAddress } from '../../src/registry/types.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe('the clock', () => {
  const now = Date.parse('2026-11-27T10:00:00Z');

  it('is wrong when something was made after now, a drift aside', () => {
    expect(checkTime(now, [now - 1, now + 60_000, Number.NaN])).toBeUndefined();
    expect(checkTime(Date.parse('1970-01-01T00:00:10Z'), [now])).toMatchObject({
      level: 'error',
      sentence: expect.stringContaining(
        '1970-01-01T00:00:10.000Z, but something here was made 2026-11-27T10:00',
      ) as string,
    });
  });

  it('is only warned of when nothing keeps it right', () => {
    expect([true, false, undefined].map((known) => synchronised(known).level)).toEqual(['ok', 'warning', 'note']);
  });
});

describe('the neighbour table', () => {
  it('has to hold all machines that may be on the wire', () => {
    const limits = { soft: 512, hard: 1024 };
    expect([512, 513, 1024, 1025].map((machines) => checkNeighbours(machines, limits).level)).toEqual([
      'ok',
      'note',
      'note',
      'warning',
    ]);
    expect(checkNeighbours(10_000, limits).remedy).toBe(
      'sysctl -w net.ipv4.neigh.default.gc_thresh3=32768, and the same line (net.ipv4.neigh.default.gc_thresh3 = 32768) in /etc/sysctl.d/muster.conf; net.ipv4.neigh.default.gc_thresh2 = 16384 likewise',
    );
  });

  it('counts addresses and pools of the networks this machine is on, not those behind relays', () => {
    const networks = {
      near: { cidr: '10.0.0.0/22', address: '10.0.0.1', pool: '10.0.1.0-10.0.1.9' },
      far: { cidr: '10.9.0.0/22', address: '10.0.0.1', pool: '10.9.1.0-10.9.1.99' },
    };
    const addresses: Record<string, readonly string[]> = {
      n1: ['10.0.0.5/22', '192.168.0.1/24'],
      n2: ['10.0.0.6'],
      n3: ['10.9.0.7'],
    };
    const device = (address: string): DeviceAddress => ({ device: 'default', address, primary: true });
    const registry = {
      nodeNames: ['n1', 'n2', 'n3'],
      addresses: (name: string) => (addresses[name] ?? []).map(device),
    };
    expect(countMachines(networks, registry)).toBe(12);
  });
});

describe('a receive buffer', () => {
  it('has to hold a packet of each node', () => {
    const facts = { what: 'dhcp', wanted: 8 * MIB, limit: 212_992 };
    expect(checkReceiveBuffer({ ...facts, nodes: 200 }).level).toBe('ok');
    expect(checkReceiveBuffer({ ...facts, nodes: 1000 })).toMatchObject({
      level: 'warning',
      remedy: expect.stringContaining('sysctl -w net.core.rmem_max=1048576,') as string,
    });
    expect(checkReceiveBuffer({ ...facts, limit: 16 * MIB, nodes: 8000 }).level).toBe('ok');
    expect(checkReceiveBuffer({ ...facts, limit: 16 * MIB, nodes: 10_000 }).level).toBe('note');
  });
});

describe('the disk', () => {
  const levels = (free: number, inodes: number | undefined, image = 0) =>
    checkSpace({ folder: '/var/lib/muster', free, inodes }, image).map(({ level }) => level);

  it('has to have space for leases and for the largest image once more', () => {
    expect(levels(5 * GIB, 1_000_000)).toEqual(['ok']);
    expect(levels(5 * GIB, undefined, 6 * GIB)).toEqual(['warning']);
    expect(levels(GIB, undefined)).toEqual(['warning']);
    expect(levels(10 * MIB, undefined)).toEqual(['error']);
  });

  it('has to have inodes, where a file system counts them', () => {
    expect(levels(5 * GIB, 1000)).toEqual(['warning']);
    expect(levels(5 * GIB, 0)).toEqual(['error']);
  });
});

describe('capabilities', () => {
  it('are needed for ports that are not for everybody, and for what a plugin says', () => {
    const held = new Set(['CAP_NET_RAW'] as const);
    expect(missingCapabilities({ port: 67 }, 1024, held)).toEqual(['CAP_NET_BIND_SERVICE']);
    expect(missingCapabilities({ port: 67 }, 0, held)).toEqual([]);
    expect(missingCapabilities({ port: 4011, capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'] }, 1024, held)).toEqual([
      'CAP_NET_ADMIN',
    ]);
  });
});
