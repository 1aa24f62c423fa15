import { describe, expect, it } from 'vitest';
import { NODE, sessionsOf, snapshotOf } from './sample.ts';

describe('a boot', () => {
  it('begins with the first DHCP of the firmware and stays the same while that repeats, and for the loader after it', () => {
    const sample = sessionsOf();
    const boot = sample.see('firmware', { clientClass: 'bios' });
    expect(boot).toMatchObject({ node: 'n01', mac: NODE.mac, clientClass: 'bios', state: 'open', snapshotNumber: 1 });
    for (const step of ['firmware', 'firmware', 'loader', 'script', 'script'] as const) {
      expect(sample.see(step).id).toBe(boot.id);
    }
  });

  it('begins anew with DHCP once the one before had come to its script, also of iPXE in a ROM', () => {
    const sample = sessionsOf();
    const first = sample.see('loader');
    sample.token();
    const second = sample.see('loader');
    expect(second.id).not.toBe(first.id);
    expect(sample.sessions.get(first.id)?.state).toBe('ended');
    sample.see('script');
    expect(sample.see('firmware').id).not.toBe(second.id);
  });

  it('begins with DHCP when the node was up', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    sample.sessions.close(id, 'up');
    expect(sample.sessions.of('n01')).toMatchObject({ id, state: 'up' });
    expect(sample.see('firmware').id).not.toBe(id);
  });

  it('never begins with a script where DHCP is served here, however long the node has been silent', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    sample.token();
    sample.time += 1e9;
    expect(sample.see('script').id).toBe(id);
    sample.sessions.close(id, 'up');
    expect(sample.see('script').id).toBe(id);
  });

  it('begins with a script where DHCP is served elsewhere: the first one, after the node was up, or after silence', () => {
    const sample = sessionsOf({ dhcpHere: false });
    const first = sample.see('script');
    sample.token();
    sample.time += 119_000;
    expect(sample.see('script').id).toBe(first.id);
    sample.time += 2000;
    const second = sample.see('script');
    expect(second.id).not.toBe(first.id);
    sample.sessions.close(second.id, 'up');
    expect(sample.see('script').id).not.toBe(second.id);
  });

  it('is not begun by a script from an address that is not the machine’s', () => {
    const sample = sessionsOf({ dhcpHere: false });
    const { id } = sample.see('script');
    sample.token();
    sample.time += 1e9;
    expect(sample.see('script', { proven: false, address: '10.0.0.66' }).id).toBe(id);
  });

  it('of a machine nobody knows goes on as the node it is made', () => {
    const sample = sessionsOf();
    const { node, ...stranger } = NODE;
    const boot = sample.sessions.sight({ ...stranger, step: 'firmware', time: sample.time });
    expect(sample.sessions.of(NODE.mac)?.id).toBe(boot.id);
    expect(sample.see('script').id).toBe(boot.id);
    expect(sample.sessions.of(node)).toMatchObject({ id: boot.id, node });
    expect(sample.sessions.of(NODE.mac)).toBeUndefined();
  });
});

describe('the snapshot of a boot', () => {
  it('is the current one until its script is rendered, and then that one until the boot is over', () => {
    const sample = sessionsOf();
    const { id } = sample.see('firmware');
    sample.snapshot = snapshotOf(2);
    expect(sample.sessions.get(id)?.snapshot.number).toBe(2);
    expect(sample.sessions.pinnedOf('n01')).toBeUndefined();
    sample.token();
    sample.snapshot = snapshotOf(3);
    expect(sample.sessions.pinnedOf('n01')).toMatchObject({ id, snapshotNumber: 2, snapshot: { number: 2 } });
    sample.sessions.close(id, 'up');
    expect(sample.sessions.pinnedOf('n01')).toBeUndefined();
    expect(sample.sessions.get(id)).toMatchObject({ snapshotNumber: 2, snapshot: { number: 3 } });
  });

  it('is the current one again for a loader that starts over with a new script', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    sample.token();
    sample.snapshot = snapshotOf(2);
    sample.token();
    expect(sample.sessions.pinnedOf('n01')?.snapshot.number).toBe(2);
  });

  it('is let go when the token of the boot has expired', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    sample.token();
    sample.time += 3_600_000;
    sample.see('firmware', { node: 'n02', mac: '52:54:00:00:00:02' });
    expect(sample.sessions.pinnedOf('n01')).toBeUndefined();
  });

  it('stays for the boot under way when somebody sends a DISCOVER in its name', () => {
    const sample = sessionsOf();
    sample.see('firmware');
    const token = sample.token();
    sample.see('firmware');
    expect(sample.sessions.pinnedOf('n01')?.pinned).toBe(true);
    expect(sample.sessions.check(sample.request({ token }), 'n01')).toHaveProperty('session');
  });
});

describe('the memory for boots', () => {
  it('is bounded, and invented MACs push out no node', () => {
    const sample = sessionsOf({ limits: { nodes: 3, strangers: 2 } });
    const { id } = sample.see('firmware');
    for (let index = 0; index < 100; index += 1) {
      sample.sessions.sight({ step: 'firmware', mac: `02:00:00:00:00:${index}`, time: sample.time });
    }
    expect(sample.sessions.of('n01')?.id).toBe(id);
    expect(sample.sessions.of('02:00:00:00:00:97')).toBeUndefined();
    expect(sample.sessions.of('02:00:00:00:00:99')).toBeDefined();
    for (const node of ['n02', 'n03', 'n04']) sample.see('firmware', { node });
    expect(sample.sessions.get(id)).toBeUndefined();
  });
});
