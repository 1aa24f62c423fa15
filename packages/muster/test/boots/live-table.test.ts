import type { BootView } from '@muster/core/client';
import { describe, expect, it } from 'vitest';
import { changeLine, changeSign, takeNews } from '../../src/boots/change-line.ts';
import { tableLines } from '../../src/boots/live-table.ts';
import { painter } from '../../src/boots/paint.ts';
import { createRedraw } from '../../src/boots/redraw.ts';
import { timelineLines } from '../../src/boots/timeline-lines.ts';

const plain = painter({ stdout: { write: () => undefined, columns: undefined }, env: {} });
const START = new Date(2026, 10, 22, 12, 0, 0).getTime();

function boot(node: string, state: BootView['state'], more: Partial<BootView> = {}): BootView {
  return { id: node, node, state, opened: START, updated: START + 1000, attempt: 1, stages: [], ...more };
}

const IMAGE: BootView = boot('n2', 'booting', {
  stage: 'image',
  stages: [
    { stage: 'dhcp', state: 'not-seen-here' },
    {
      stage: 'kernel',
      state: 'done',
      started: START + 1000,
      ended: START + 3000,
      wait: 1000,
      ms: 2000,
      bytes: 8e6,
      medianWait: 1500,
      median: 2500,
    },
    {
      stage: 'image',
      state: 'running',
      started: START + 4000,
      wait: 1000,
      ms: 6000,
      bytes: 9e7,
      sent: 3e7,
      rate: 5e6,
      by: 'core',
    },
    { stage: 'up', state: 'waiting' },
  ],
});

describe('the live table', () => {
  it('has trouble first, a sign for each stage, the rate and the cause', () => {
    const stuck = boot('n10', 'stuck', { stage: 'kernel', cause: { code: 'X', sentence: 'it hangs', remedy: 'look' } });
    const lines = tableLines(
      [boot('n1', 'up', { up: START + 40_000 }), IMAGE, stuck],
      START + 10_000,
      { columns: 120, rows: 24 },
      plain,
    );
    expect(lines).toEqual(
      [
        '3 machines: 1 stuck, 1 booting, 1 up',
        'NODE  STATE      STAGES  AT         ELAPSED      RATE         CAUSE',
        'n10   stuck             kernel     10.0 s                    X: it hangs',
        'n2    booting    -#>.   image      10.0 s       5.0 MB/s',
        'n1    up                           40.0 s',
      ].map((line) => line),
    );
  });

  it('folds machines at the same point into node sets when not all fit', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      boot(`n${index + 1}`, index === 7 ? 'failed' : 'up', { stage: 'up' }),
    );
    const lines = tableLines(many, START, { columns: 80, rows: 10 }, plain);
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/^n8 /);
    expect(lines[3]).toMatch(/^n\[1-7,9-1000\] \(999\) .* *up/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('is drawn over itself', () => {
    const written: string[] = [];
    const { draw } = createRedraw({ write: (text) => void written.push(text), columns: 80 });
    draw(['a', 'b']);
    draw(['c']);
    expect(written).toEqual(['\u001b[Ja\nb\n', '\u001b[2F\u001b[Jc\n']);
  });

  it('has no colours where NO_COLOR is set', () => {
    const terminal = { write: () => undefined, columns: 80 };
    expect(painter({ stdout: terminal, env: { NO_COLOR: '1' } })('red', 'x')).toBe('x');
    expect(painter({ stdout: terminal, env: {} })('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });
});

describe('changes as lines', () => {
  it('are one for each step, not for each byte', () => {
    const later: BootView = {
      ...IMAGE,
      updated: START + 2000,
      stages: IMAGE.stages.map((stage) => ({ ...stage, rate: 1 })),
    };
    expect(changeSign(later)).toBe(changeSign(IMAGE));
    expect(changeSign({ ...IMAGE, state: 'stuck' })).not.toBe(changeSign(IMAGE));
    expect(changeLine(IMAGE, START)).toBe('12:00:01.000  n2  booting  image  running  90.0 MB');
  });

  it('are of what booted, at first and when it changes: nothing has happened to a node that never did', () => {
    const shown = new Map<string, string>();
    const never: BootView = { node: 'n9', state: 'never', stages: [] };
    const names = (boots: readonly BootView[]) => takeNews(boots, shown).map(({ node }) => node);
    expect(names([never, boot('n1', 'up'), IMAGE])).toEqual(['n2', 'n1']);
    expect(names([never, boot('n1', 'up'), { ...IMAGE, state: 'stuck' }])).toEqual(['n2']);
  });
});

describe('a time line', () => {
  it('ends with what other machines were refused in the name of the node', () => {
    const remarks = [
      { time: START, times: 3, stage: 'system', address: '10.0.0.66', code: 'TOKEN_MISSING', detail: 'no token' },
    ];
    const lines = timelineLines({ ...IMAGE, remarks }, START + 10_000, 80, plain);
    expect(lines.at(-1)).toBe('remark: stranger 10.0.0.66, 12:00:00.000, system, 3 times: no token');
  });

  it('has bars to scale, the wait before them, and a mark where the stage usually ends', () => {
    const lines = timelineLines(IMAGE, START + 10_000, 80, plain);
    expect(lines[0]).toBe('n2  boot n2  12:00:00.000  booting after 10.0 s (usual 4.0 s)');
    expect(lines[1]).toMatch(/^dhcp +not seen here$/);
    expect(lines[2]).toMatch(/^kernel {6}\.\.##### {1,2}.*\| .*3\.0 s {2}\(usual 4\.0 s\)/);
    expect(lines[3]).toMatch(/^image .*#+ {2}7\.0 s {2}30\.0 MB of 90\.0 MB {2}5\.0 MB\/s/);
    expect(lines[4]).toMatch(/^up +to come$/);
  });
});
