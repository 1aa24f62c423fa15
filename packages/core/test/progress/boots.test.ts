import { describe, expect, it } from 'vitest';
import { BootStore } from '../../src/progress/boots/store.ts';
import { LearnedTimes } from '../../src/progress/expect/learned-times.ts';
import { viewOf } from '../../src/progress/view.ts';
import type { ProgressEvent } from '../../src/progress/types.ts';

const MAC = '52:54:00:00:00:01';

function event(time: number, stage: string, more: Partial<ProgressEvent> = {}): ProgressEvent {
  return { time, stage, outcome: 'done', by: 'test', node: 'n01', mac: MAC, ...more };
}

/** A boot of a node as front doors tell it. */
const BOOT: readonly ProgressEvent[] = [
  event(1000, 'dhcp', { clientClass: 'bios', address: '10.0.0.5' }),
  event(2000, 'boot-file', { ms: 500, bytes: 70_000 }),
  event(3000, 'dhcp', { clientClass: 'bios-ipxe' }),
  event(3100, 'script', { ms: 10, bytes: 400 }),
  event(4000, 'kernel', { ms: 800, bytes: 8_000_000, digest: 'k1' }),
  event(5000, 'image', { outcome: 'started', total: 90_000_000 }),
  event(9000, 'image', { ms: 4000, bytes: 90_000_000, digest: 'i1' }),
  event(9100, 'system', { ms: 20, bytes: 9000 }),
  event(30_000, 'init', { by: 'node', detail: 'memory 2048 MB' }),
  event(42_000, 'up', { by: 'node' }),
];

const view = (store: BootStore, now = 50_000) => {
  const boot = store.latest('n01');
  return boot === undefined ? undefined : viewOf(boot, { now });
};

describe('records of boots', () => {
  it('show a script refused after parts were fetched, until the machine fetches more', () => {
    const store = new BootStore();
    for (const one of BOOT.slice(0, 5)) store.record(one);
    store.record(event(4500, 'script', { outcome: 'failed', code: 'SECOND_CLAIM' }));
    expect(view(store)).toMatchObject({ state: 'waiting', stage: 'script' });
    for (const one of BOOT.slice(5, 7)) store.record(one);
    expect(view(store)).toMatchObject({ state: 'booting', stage: 'image' });
  });

  it('keep what was seen coming until its init shows that it did not come', () => {
    const store = new BootStore();
    const causes: (string | undefined)[] = [];
    for (const one of BOOT) {
      store.record(one);
      const boot = store.latest('n01');
      if (boot !== undefined && one.stage === 'script') {
        boot.foreseen = { code: 'MEMORY_TOO_SMALL', sentence: 'too small', remedy: 'more' };
      }
      causes.push(boot?.cause?.code);
    }
    expect(causes.slice(4, 8)).toEqual(Array.from({ length: 4 }, () => 'MEMORY_TOO_SMALL'));
    expect(causes.slice(8)).toEqual([undefined, undefined]);
  });

  it('gather the events of one boot into stages with times, bytes, rates and who served', () => {
    const store = new BootStore();
    for (const one of BOOT) store.record(one);
    expect(view(store)).toMatchObject({
      node: 'n01',
      mac: MAC,
      address: '10.0.0.5',
      state: 'up',
      clientClass: 'bios',
      opened: 1000,
      up: 42_000,
      digests: { kernel: 'k1', image: 'i1' },
    });
    const stages = view(store)?.stages ?? [];
    expect(stages.map(({ stage }) => stage)).toEqual([
      'dhcp',
      'boot-file',
      'script',
      'kernel',
      'image',
      'system',
      'init',
      'up',
    ]);
    expect(stages.find(({ stage }) => stage === 'image')).toMatchObject({
      state: 'done',
      started: 5000,
      ended: 9000,
      ms: 4000,
      bytes: 90_000_000,
      rate: 22_500_000,
      by: 'test',
    });
    expect(store.machines.find('n01')?.memory).toBe(2_048_000_000);
  });

  it('compare the wait before a stage and its own time each with what is usual of it', () => {
    const store = new BootStore();
    const learned = new LearnedTimes();
    for (const one of BOOT) store.record(one);
    const boot = store.latest('n01');
    if (boot === undefined) throw new Error('there is no boot');
    learned.learn('kind', boot);
    const { stages } = viewOf(boot, { now: 50_000, usual: (stage) => learned.usual('kind', stage) });
    const compared = stages.map(({ stage, wait, ms, medianWait, median }) => [stage, wait, ms, medianWait, median]);
    expect(compared).toContainEqual(['kernel', 100, 800, 100, 800]);
    expect(compared).toContainEqual(['init', 20_900, 0, 20_900, 0]);
    for (const [, wait, ms, usualWait, usual] of compared) expect([usualWait, usual]).toEqual([wait, ms]);
  });

  it('show bytes so far and rate of a running transfer, and retries after failures', () => {
    const store = new BootStore();
    for (const one of BOOT.slice(0, 6)) store.record(one);
    store.advance({ time: 6000, node: 'n01', stage: 'image', bytes: 30_000_000 });
    store.advance({ time: 6500, node: 'n01', stage: 'image', bytes: 20_000_000 });
    expect(view(store, 7000)?.stages.at(-1)).toMatchObject({
      state: 'running',
      sent: 30_000_000,
      bytes: 90_000_000,
      rate: 15_000_000,
    });
    store.record(event(8000, 'image', { outcome: 'failed', detail: 'the client closed the connection' }));
    expect(view(store)).toMatchObject({ state: 'failed', stage: 'image' });
    store.record(event(8500, 'image', { outcome: 'started', total: 90_000_000 }));
    expect(view(store)?.stages.at(-1)).toMatchObject({ state: 'running', retries: 1 });
    store.record(event(9000, 'image', { ms: 500, bytes: 90_000_000 }));
    expect(view(store)?.state).toBe('booting');
  });

  it('begin anew when the firmware asks again, and count boots that came to nothing', () => {
    const store = new BootStore();
    for (const one of BOOT.slice(0, 6)) store.record(one);
    store.record(event(60_000, 'dhcp', { clientClass: 'bios' }));
    store.record(event(61_000, 'boot-file'));
    const [first, second] = store.of('n01');
    expect(first).toMatchObject({ ended: 60_000, attempt: 1 });
    expect(second).toMatchObject({ attempt: 2, opened: 60_000 });
    expect(store.open().size).toBe(1);
  });

  it('take lease renewals and overlays of a running node for no new boot', () => {
    const store = new BootStore();
    for (const one of BOOT) store.record(one);
    store.record(event(90_000, 'dhcp'));
    store.record(event(91_000, 'runtime', { bytes: 100 }));
    expect(store.of('n01')).toHaveLength(1);
    expect(view(store)).toMatchObject({ state: 'up', updated: 91_000 });
    expect(view(store)?.stages.some(({ stage }) => stage === 'runtime')).toBe(false);
  });

  it('follow the boot sessions where there are any', () => {
    let id = 'a';
    const store = new BootStore({ sessionOf: () => ({ id, snapshotNumber: 7, clientClass: 'bios' }) });
    expect(store.record(event(1, 'script'))).toMatchObject({ boot: 'a', snapshot: 7 });
    expect(store.record(event(2, 'kernel'))).not.toHaveProperty('snapshot');
    id = 'b';
    store.record(event(3, 'script'));
    expect(store.of('n01').map((boot) => boot.id)).toEqual(['a', 'b']);
    store.record(event(4, 'image', { boot: 'a' }));
    expect(store.get('a')?.stages.has('image')).toBe(true);
  });

  it('forget strangers among themselves: invented MACs push out no node', () => {
    const store = new BootStore({ strangers: 10, nodes: 5 });
    store.record(event(1, 'script'));
    for (let index = 0; index < 1000; index += 1) {
      store.record({
        time: 2 + index,
        mac: `x${index}`,
        address: `a${index}`,
        stage: 'script',
        outcome: 'done',
        by: 'test',
      });
    }
    expect(view(store)?.state).toBe('booting');
    expect([...store.all()]).toHaveLength(11);
    expect(store.open().size).toBe(11);
    expect(store.machines.holderOf('a1')).toBeUndefined();
  });

  it('bring what was heard of a machine before it became a node', () => {
    const store = new BootStore();
    store.record({ time: 1, mac: MAC, stage: 'script', outcome: 'failed', by: 'test', boot: 'a' });
    store.record(event(2, 'script', { boot: 'a' }));
    expect(store.of('n01').map(({ id }) => id)).toEqual(['a']);
    expect(store.of(MAC)).toBe(store.of('n01'));
  });

  it('hold a bounded number of stages, whatever a machine tells', () => {
    const store = new BootStore();
    for (let index = 0; index < 500; index += 1)
      store.record(event(index, `made-up-${index}`, { by: 'node', boot: 'a' }));
    expect(store.get('a')?.stages.size).toBe(24);
    expect(store.machines.find('n01')?.events).toHaveLength(24);
  });
});

describe('what a stranger does in the name of a node', () => {
  const stranger = (time: number, stage: string, more: Partial<ProgressEvent> = {}): ProgressEvent =>
    event(time, stage, { outcome: 'failed', address: '10.0.0.66', code: 'TOKEN_MISSING', stranger: true, ...more });

  it('changes nothing of a boot, and stands beside it with its address', () => {
    for (const length of [1, 4, 7, BOOT.length]) {
      const store = new BootStore();
      for (const one of BOOT.slice(0, length)) store.record(one);
      const before = view(store);
      for (const time of [60_000, 61_000]) store.record(stranger(time, 'system'));
      store.record(stranger(62_000, 'script', { code: 'NO_LEASE', detail: 'NO_LEASE: 10.0.0.66 asks' }));
      store.record(stranger(63_000, 'kernel', { outcome: 'done' }));
      const { remarks, ...after } = view(store) ?? {};
      expect(after).toEqual(before);
      expect(remarks).toEqual([
        { time: 61_000, times: 2, stage: 'system', address: '10.0.0.66', code: 'TOKEN_MISSING' },
        {
          time: 62_000,
          times: 1,
          stage: 'script',
          address: '10.0.0.66',
          code: 'NO_LEASE',
          detail: 'NO_LEASE: 10.0.0.66 asks',
        },
      ]);
      expect(store.machines.holderOf('10.0.0.66')).toBeUndefined();
    }
  });

  it('opens no boot of a node that never booted, nor another one of a node that did', () => {
    const store = new BootStore({ sessionOf: () => ({ id: 'next', snapshotNumber: 7 }) });
    expect(store.record(stranger(1, 'script'))).not.toHaveProperty('boot');
    expect(store.of('n01')).toEqual([]);
    store.record(event(2, 'script', { boot: 'first' }));
    expect(store.record(stranger(3, 'script'))).toMatchObject({ boot: 'first', stranger: true });
    expect(store.of('n01')).toHaveLength(1);
  });

  it('fills no memory, under however many addresses', () => {
    const store = new BootStore();
    store.record(event(1, 'script'));
    for (let index = 0; index < 500; index += 1)
      store.record(stranger(index, 'system', { address: `10.1.0.${index}` }));
    expect(view(store)?.remarks).toHaveLength(8);
    expect(view(store)?.remarks?.at(-1)?.address).toBe('10.1.0.499');
  });

  it('is trouble to be told of when it has the token of the boot, which goes on', () => {
    const store = new BootStore();
    for (const one of BOOT.slice(0, 4)) store.record(one);
    store.record(stranger(3200, 'system', { code: 'TOKEN_OTHER_ADDRESS', detail: '10.0.0.66 shows the token' }));
    expect(view(store)).toMatchObject({
      state: 'booting',
      stage: 'script',
      updated: 3100,
      cause: { code: 'TOKEN_REFUSED', sentence: 'a machine that is not n01 was refused: 10.0.0.66 shows the token' },
    });
  });
});
