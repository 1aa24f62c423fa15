import { describe, expect, it } from 'vitest';
import type { BootSpec } from '../../src/lifecycle/boot-spec.ts';
import { BootStore } from '../../src/progress/boots/store.ts';
import { createExpectations } from '../../src/progress/expect/expectations.ts';
import { LearnedTimes } from '../../src/progress/expect/learned-times.ts';
import { planOf } from '../../src/progress/plan.ts';
import { symptomOf } from '../../src/progress/symptom.ts';
import { stateOf } from '../../src/progress/view.ts';
import type { ResolvedNode } from '../../src/registry/types.ts';

const SPEC: BootSpec = {
  node: 'n01',
  loader: 'grub',
  stages: 'single',
  kernel: undefined,
  initrds: [],
  args: [],
  deploy: [],
  problems: [],
};
const NODE: Pick<ResolvedNode, 'systemOverlays'> = { systemOverlays: ['init'] };
const KERNEL = { role: 'kernel', name: 'kernel', path: '/k' };

describe('a boot from the own disk', () => {
  it('has come to its end with its script, where there is nothing else to boot', () => {
    const plan = (spec: Partial<BootSpec>): readonly string[] =>
      planOf({ ...SPEC, ...spec }, NODE as ResolvedNode, new Set(['address']));
    expect(plan({ from: 'disk' })).toEqual(['dhcp', 'script']);
    expect(plan({ from: 'disk', kernel: KERNEL })).toContain('kernel');
  });

  it('is delivered once its loader has said so, and the next boot is no second attempt', () => {
    const store = new BootStore();
    const event = { outcome: 'done', by: 'core', node: 'n01' } as const;
    for (const [time, stage] of ['dhcp', 'script', 'disk'].entries()) {
      store.record({ ...event, time, stage, boot: 'a', clientClass: 'bios' });
    }
    const boot = store.get('a');
    expect(boot && stateOf(boot)).toBe('delivered');
    expect([...store.open()]).toEqual([]);
    store.record({ ...event, time: 9, stage: 'dhcp', boot: 'b', clientClass: 'bios' });
    expect(store.get('b')?.attempt).toBe(1);
  });

  it('is not late while a menu waits for somebody', () => {
    const store = new BootStore();
    store.record({ time: 0, stage: 'script', outcome: 'done', by: 'core', node: 'n01', boot: 'a' });
    const boot = store.get('a');
    if (boot === undefined) throw new Error('no boot');
    boot.plan = ['script', 'kernel'];
    const expectations = createExpectations({}, new LearnedTimes());
    const late = (now: number, menu: number) => {
      boot.menu = menu;
      return symptomOf(boot, { now, listening: 0, expect: expectations, kind: undefined, usualRate: () => undefined });
    };
    expect(late(30_000, 0)).toMatchObject({ symptom: 'silent', stage: 'kernel' });
    expect(late(30_000, 60_000)).toBeUndefined();
    expect(late(90_000, 60_000)).toMatchObject({ symptom: 'silent' });
    expect(late(1e9, Infinity)).toBeUndefined();
  });
});
