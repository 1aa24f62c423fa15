import { describe, expect, it } from 'vitest';
import { createTimeline, formatTimeline, type ProgressEvent } from '../../src/progress/index.ts';

const event = (more: Partial<ProgressEvent>): ProgressEvent => ({
  time: 0,
  stage: 'dhcp',
  outcome: 'done',
  by: 'dhcp',
  ...more,
});

describe('a timeline', () => {
  it('gives the events of a node or a MAC, newest last', () => {
    const timeline = createTimeline();
    timeline.record(event({ mac: 'aa', stage: 'dhcp' }));
    timeline.record(event({ mac: 'aa', node: 'n01', stage: 'script' }));
    timeline.record(event({ node: 'n02' }));
    expect(timeline.of('aa').map(({ stage }) => stage)).toEqual(['dhcp', 'script']);
    expect(timeline.of('n01').map(({ stage }) => stage)).toEqual(['dhcp', 'script']);
    expect(timeline.of('n02')).toHaveLength(1);
    expect(timeline.of('n03')).toEqual([]);
  });

  it('keeps the newest events of a machine, and the machines heard of last', () => {
    const timeline = createTimeline({ perMachine: 3, nodes: 2 });
    for (let time = 1; time <= 5; time += 1) timeline.record(event({ node: 'n01', time }));
    expect(timeline.of('n01').map(({ time }) => time)).toEqual([3, 4, 5]);
    timeline.record(event({ node: 'n02' }));
    timeline.record(event({ node: 'n01', time: 6 }));
    timeline.record(event({ node: 'n03' }));
    expect(timeline.of('n02')).toEqual([]);
    expect(timeline.of('n01')).toHaveLength(3);
  });

  it('remembers who was last seen with an address', () => {
    const timeline = createTimeline();
    timeline.record(event({ address: '10.0.0.5', node: 'n01', mac: 'aa' }));
    timeline.record(event({ address: '10.0.0.5', mac: 'bb' }));
    timeline.record(event({ address: '10.0.0.5' }));
    expect(timeline.holderOf('10.0.0.5')).toEqual({ mac: 'bb' });
    expect(timeline.holderOf('10.0.0.6')).toBeUndefined();
  });

  it('tells every subscriber until it stops, whatever another one throws', () => {
    const timeline = createTimeline();
    const heard: string[] = [];
    timeline.subscribe(() => {
      throw new Error('a broken listener');
    });
    const stop = timeline.subscribe(({ stage }) => heard.push(stage));
    timeline.record(event({ stage: 'kernel' }));
    stop();
    timeline.record(event({ stage: 'image' }));
    expect(heard).toEqual(['kernel']);
  });
});

describe('events as text', () => {
  it('are one line each, with what is known', () => {
    const time = new Date(2026, 10, 22, 12, 1, 2, 123).getTime();
    const text = formatTimeline([
      event({ time, node: 'n01', stage: 'kernel', bytes: 8_100_000, ms: 1240, by: 'core' }),
      event({
        time,
        mac: '52:54:00:00:00:01',
        stage: 'image',
        outcome: 'failed',
        ms: 65_000,
        bytes: 12,
        by: 'core',
        detail: 'cut off',
      }),
      event({ time, address: '10.0.0.5', stage: 'script', bytes: 999_960, ms: 3, by: 'ipxe' }),
      event({
        time,
        node: 'n01',
        address: '10.0.0.66',
        stage: 'system',
        outcome: 'failed',
        stranger: true,
        by: 'core',
        detail: 'TOKEN_MISSING: no token',
      }),
    ]);
    expect(text).toBe(
      [
        '12:01:02.123  n01  kernel  done  8.1 MB  1.2 s  core\n',
        '12:01:02.123  52:54:00:00:00:01  image  failed  12 B  1 min 5 s  core  cut off\n',
        '12:01:02.123  10.0.0.5  script  done  1.0 MB  3 ms  ipxe\n',
        '12:01:02.123  n01  system  failed  core  stranger 10.0.0.66  TOKEN_MISSING: no token\n',
      ].join(''),
    );
  });
});
