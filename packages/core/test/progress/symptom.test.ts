import { describe, expect, it } from 'vitest';
import type { Boot } from '../../src/progress/boots/boot.ts';
import { BootStore } from '../../src/progress/boots/store.ts';
import { createExpectations, kindOf } from '../../src/progress/expect/expectations.ts';
import { LearnedTimes } from '../../src/progress/expect/learned-times.ts';
import { symptomOf } from '../../src/progress/symptom.ts';
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
  const expect = createExpectations(set, learned);
  return symptomOf(boot, {
    now,
    listening,
    expect,
    kind: KIND,
    usualRate: (stage) => learned.times(KIND, stage)?.rate.median,
  });
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
