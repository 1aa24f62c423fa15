import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Boot } from '../../src/progress/boots/boot.ts';
import { BootStore } from '../../src/progress/boots/store.ts';
import { createExpectations, kindOf } from '../../src/progress/expect/expectations.ts';
import { LearnedTimes } from '../../src/progress/expect/learned-times.ts';
import { calmUntil, type Moment, symptomOf } from '../../src/progress/symptom.ts';
import type { ProgressEvent } from '../../src/progress/types.ts';

const PLAN = ['dhcp', 'script', 'kernel', 'image', 'system', 'init', 'up'];
const KIND = 'default debian single bios';

function bootOf(events: readonly (readonly [number, string, Partial<ProgressEvent>?])[]): Boot {
  const store = new BootStore();
  for (const [time, stage, more] of events) {
    store.record({ time, stage, outcome: 'done', by: 'test', node: 'n01', boot: 'a', clientClass: 'bios', ...more });
  }
  const boot = store.get('a');
  if (boot === undefined) throw new Error('no boot');
  boot.plan = PLAN;
  return boot;
}

function look(boot: Boot, now: number, learned = new LearnedTimes(), set: Record<string, string> = {}, listening = 0) {
  return symptomOf(boot, momentAt(now, learned, set, listening));
}

function momentAt(now: number, learned = new LearnedTimes(), set: Record<string, string> = {}, listening = 0): Moment {
  return {
    now,
    listening,
    expect: createExpectations(set, learned),
    kind: KIND,
    usualRate: (stage) => learned.times(KIND, stage)?.rate.median,
  };
}

describe('what is wrong with a boot', () => {
  it('is nothing while each stage comes in its time, and a stage that does not come after it', () => {
    const boot = bootOf([
      [0, 'dhcp'],
      [1000, 'script'],
    ]);
    expect(look(boot, 15_000)).toBeUndefined();
    expect(look(boot, 22_000)).toEqual({ symptom: 'silent', stage: 'kernel', since: 1000 });
  });

  it('is a download whose bytes stand still, noticed well within half a minute', () => {
    const boot = bootOf([
      [0, 'script'],
      [1000, 'image', { outcome: 'started', total: 90_000_000 }],
    ]);
    expect(look(boot, 10_000)).toBeUndefined();
    expect(look(boot, 17_000)).toEqual({ symptom: 'stalled', stage: 'image', since: 1000 });
  });

  it('is a rate far below the usual one', () => {
    const learned = new LearnedTimes();
    for (let count = 0; count < 3; count += 1) {
      learned.learn(
        KIND,
        bootOf([
          [0, 'script'],
          [5000, 'image', { ms: 4000, bytes: 400_000_000 }],
          [9000, 'up'],
        ]),
      );
    }
    const store = bootOf([[0, 'image', { outcome: 'started', total: 400_000_000 }]]);
    const image = store.stages.get('image');
    if (image === undefined) throw new Error('no image');
    image.sent = 50_000_000;
    image.moved = 12_000;
    expect(look(store, 12_000, learned)).toMatchObject({ symptom: 'slow', stage: 'image' });
    expect(look(store, 12_000)).toBeUndefined();
  });

  it('is patient with a kernel that says nothing, until the fleet has shown what is usual', () => {
    const boot = bootOf([
      [0, 'kernel'],
      [1000, 'system'],
    ]);
    expect(look(boot, 200_000)).toBeUndefined();
    const learned = new LearnedTimes();
    for (let count = 0; count < 3; count += 1) {
      learned.learn(
        KIND,
        bootOf([
          [0, 'system'],
          [8000 + count, 'init'],
          [12_000, 'up'],
        ]),
      );
    }
    expect(look(boot, 20_000, learned)).toBeUndefined();
    expect(look(boot, 30_000, learned)).toMatchObject({ symptom: 'silent', stage: 'init' });
    expect(look(boot, 30_000, learned, { init: '10m' })).toBeUndefined();
  });

  it('leaves machines time to ask again after the server was started', () => {
    const boot = bootOf([[0, 'script']]);
    expect(look(boot, 100_000, new LearnedTimes(), {}, 90_000)).toBeUndefined();
    expect(look(boot, 111_000, new LearnedTimes(), {}, 90_000)).toMatchObject({ symptom: 'silent', since: 90_000 });
  });

  it('is a loader that is fetched over and over', () => {
    const boot = bootOf([
      [0, 'boot-file'],
      [1000, 'boot-file'],
      [2000, 'boot-file'],
    ]);
    expect(look(boot, 2100)).toMatchObject({ symptom: 'looping' });
  });

  it('is over once a later stage is done', () => {
    const boot = bootOf([
      [0, 'image', { outcome: 'failed', detail: 'x' }],
      [1, 'system'],
    ]);
    expect(look(boot, 10)).toBeUndefined();
  });
});

describe('learnt times', () => {
  it('survive being written, are not moved by one wild boot, and leave out what needed retries', () => {
    const learned = new LearnedTimes();
    for (const wait of [10, 11, 9, 10, 900])
      learned.learn(
        KIND,
        bootOf([
          [0, 'system'],
          [wait * 1000, 'init'],
        ]),
      );
    const retried = bootOf([
      [0, 'kernel', { outcome: 'failed' }],
      [70_000, 'kernel'],
    ]);
    learned.learn(KIND, retried);
    const again = new LearnedTimes(
      JSON.parse(JSON.stringify(learned)) as ConstructorParameters<typeof LearnedTimes>[0],
    );
    expect(again.usual(KIND, 'init')).toEqual({ wait: 10_000, ms: 0 });
    expect(again.times(KIND, 'kernel')).toBeUndefined();
  });

  it('are kept by profiles, image and client class', () => {
    expect(kindOf({ profiles: ['default', 'gpu'], image: 'debian' }, 'two', 'bios')).toBe(
      'default+gpu debian two bios',
    );
  });
});

it('nothing else is found while a boot is calm', () => {
  const step = fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.constantFrom(...PLAN), fc.boolean());
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 400_000 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (steps, after, later) => {
        const events = steps.toSorted(([a], [b]) => a - b);
        const boot = bootOf(events.map(([time, stage, ok]) => [time, stage, { outcome: ok ? 'done' : 'failed' }]));
        const now = boot.updated + after;
        const calm = calmUntil(boot, momentAt(now));
        const then = Math.min(now + later, calm);
        expect(look(boot, then)).toEqual(look(boot, now));
        if (calm < Infinity && look(boot, now) === undefined) expect(look(boot, calm + 1)?.symptom).toBe('silent');
      },
    ),
  );
});

it('a transfer that runs is never calm', () => {
  const boot = bootOf([[0, 'image', { outcome: 'started', total: 90_000_000 }]]);
  expect(calmUntil(boot, momentAt(1000))).toBe(1000);
});
