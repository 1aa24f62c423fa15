import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type FleetProgress,
  fakeMachine,
  readSettings,
  runFleet,
  simulate,
  stageRows,
  summaryLines,
} from '../../src/index.ts';
import { inventedMac } from '../../src/fleet/invent.ts';
import { relayAddress } from '../../src/fleet/relay-address.ts';
import { spreadOf } from '../../src/fleet/statistics.ts';
import { NODE, type ServedSite, servedSite } from '../firmware/served-site.ts';

describe('a fleet in front of the real servers', () => {
  let site: ServedSite;
  beforeAll(async () => {
    site = await servedSite();
  });
  afterAll(() => site.close());

  it('is summed up: what came up, why the rest did not, what the server used', async () => {
    const relay = await site.relay();
    const seen: FleetProgress[] = [];
    const strangers = ['x1', 'x2'].map((name) => ({ name, mac: inventedMac(name) }));
    const summary = await runFleet({
      machines: [{ name: 'n01', mac: NODE.mac }, ...strangers].map((facts) => fakeMachine(facts)),
      relay,
      tftpPort: site.tftpPort,
      concurrency: 2,
      speed: 200,
      serverPid: () => Promise.resolve(process.pid),
      onProgress: (progress) => seen.push(progress),
      signal: new AbortController().signal,
    });
    await relay.close();
    expect(summary).toMatchObject({ machines: 3, up: 1, failed: 2, left: 0, restarts: 0 });
    expect(summary.failures).toMatchObject([{ stage: 'script', code: 'told-to-wait', count: 2 }]);
    expect(summary.stages.find(({ stage }) => stage === 'boot-file')).toMatchObject({ count: 3, bytes: 600_000 });
    expect(summary.server?.pids).toEqual([process.pid]);
    expect(summary.own.cpuSeconds).toBeGreaterThan(0);
    expect(summary.perThousand?.bytes).toBe(summary.bytes * 1000);
    expect(seen.at(-1)).toEqual({ up: 1, failed: 2, booting: 0, machines: 3 });
    expect(Math.max(...seen.map(({ booting }) => booting))).toBeLessThanOrEqual(2);
    expect(stageRows(summary).at(-1)).toMatchObject({ stage: 'boot, waits included', count: 1 });
    expect(summaryLines(summary)[0]).toContain('1 of 3 machines came up');
  });

  it('that is stopped leaves machines switched off', async () => {
    const relay = await site.relay();
    const stop = new AbortController();
    const machine = fakeMachine({ mac: NODE.mac });
    setTimeout(() => {
      stop.abort();
    }, 100);
    const summary = await runFleet({ machines: [machine, machine], relay, concurrency: 1, signal: stop.signal });
    await relay.close();
    expect(summary).toMatchObject({ up: 0, failed: 1, left: 1 });
    expect(summary.failures).toMatchObject([{ code: 'stopped' }]);
  });
});

describe('a simulation', () => {
  const networks = [{ cidr: '127.77.0.0/16', address: '127.77.0.1' }];
  const given = { settings: readSettings({}), networks, listeners: [], signal: new AbortController().signal };

  it('needs a machine with a hardware address', async () => {
    await expect(simulate({ ...given, nodes: [{ name: 'n01' }] })).rejects.toMatchObject({ code: 'SIM_NO_MACHINES' });
  });

  it('needs a server on one of the networks', async () => {
    const nodes = [{ name: 'n01', hwaddr: NODE.mac }];
    await expect(simulate({ ...given, nodes, server: '10.9.9.9' })).rejects.toMatchObject({
      code: 'SIM_SERVER_UNKNOWN',
      remedy: 'use --server with one of 127.77.0.1',
    });
  });

  it('says how to own the addresses of machines when it cannot relay from one', async () => {
    const nodes = [{ name: 'n01', hwaddr: NODE.mac }];
    await expect(simulate({ ...given, nodes, relay: '198.51.100.9' })).rejects.toMatchObject({
      code: 'SIM_RELAY_ADDRESS',
      remedy: expect.stringContaining('ip route add local 127.77.0.0/16 dev lo') as string,
    });
  });
});

describe('what a fleet is made of', () => {
  it('invents the same hardware address for a name every time, of no manufacturer', () => {
    expect(inventedMac('x1')).toBe(inventedMac('x1'));
    expect(inventedMac('x1')).not.toBe(inventedMac('x2'));
    expect(Number.parseInt(inventedMac('x1').slice(0, 2), 16) & 3).toBe(2);
  });

  it('relays by the last address of a network where this host has none of its own', () => {
    expect(relayAddress('198.51.100.0/24', '198.51.100.1')).toBe('198.51.100.254');
  });

  it('takes quantiles by nearest rank', () => {
    expect(spreadOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({
      p50: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
    expect(spreadOf([])).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 });
  });
});
