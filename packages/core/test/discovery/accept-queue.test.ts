import { describe, expect, it } from 'vitest';
import { createChangeQueue } from '../../src/control/change-queue.ts';
import { createAcceptQueue } from '../../src/discovery/accept-queue.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { createMemoryStore } from '../../src/registry/index.ts';

const NODES = Array.from({ length: 60 }, (_, index) => `n${String(index + 1).padStart(2, '0')}`);
const macOf = (index: number): string => `52:54:00:00:02:${index.toString(16).padStart(2, '0')}`;

function sample() {
  const registry = createMemoryStore({
    nodes: Object.fromEntries(NODES.map((name) => [name, { discoverable: true }])),
  });
  const reasons: (string | undefined)[] = [];
  let problem: unknown;
  const changes = createChangeQueue({
    during: (change) => change(),
    reload: (by) => {
      reasons.push(by?.reason);
      return Promise.resolve(true);
    },
    problem: () => problem,
    failures: () => [],
    current: () => ({ number: 1 }) as Snapshot,
  });
  const keyed: string[] = [];
  const keys = {
    ensure: (names: readonly string[]) => {
      keyed.push(...names);
      return Promise.resolve([...names]);
    },
    hostKeys: () => [],
    remove: () => Promise.resolve(),
  };
  const queue = createAcceptQueue({ registry, keys }, changes);
  const breakDisk = (error: unknown): void => {
    problem = error;
  };
  return { queue, registry, reasons, keyed, breakDisk };
}

describe('machines that are accepted by themselves', () => {
  it('get one node each in the order they asked, by few changes of the registry', async () => {
    const { queue, registry, reasons, keyed } = sample();
    const asked = NODES.map((_, index) => queue.accept({ machine: { mac: macOf(index) } }));
    const got = (await Promise.all(asked)).map((result) => ('node' in result ? result.node : undefined));
    expect(got).toEqual(NODES);
    const view = await registry.load();
    expect(NODES.map((name, index) => view.byMac(macOf(index)) === name)).not.toContain(false);
    expect(reasons.length).toBeLessThanOrEqual(2);
    expect(reasons[0]).toBe(`accepted ${macOf(0)} as n01 and 59 more`);
    expect(new Set(keyed)).toEqual(new Set(NODES));
    const late = await queue.accept({ machine: { mac: macOf(99) } });
    expect(late).toMatchObject({ refused: { code: 'DISCOVERY_NONE_FREE' } });
  });

  it('are told when the change cannot come into use, and others may ask after that', async () => {
    const { queue, breakDisk } = sample();
    breakDisk(new Error('nodes.yaml is broken'));
    await expect(queue.accept({ machine: { mac: macOf(1) } })).rejects.toMatchObject({ code: 'CONTROL_NOT_CURRENT' });
    breakDisk(undefined);
    expect(await queue.accept({ machine: { mac: macOf(2) } })).toMatchObject({ node: 'n02' });
  });
});
