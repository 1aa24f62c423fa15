import { describe, expect, it } from 'vitest';
import { createFormatter, type Format } from '../../src/output/format.ts';
import { createProgress } from '../../src/output/progress.ts';
import { headingStyle } from '../../src/output/style.ts';
import { printable, textWidth } from '../../src/output/width.ts';
import { fakeIo } from '../fake-io.ts';

const formatRows = async (rows: readonly Record<string, unknown>[], format: Format): Promise<string> =>
  (await createFormatter(format)).rows(rows);

describe('tables', () => {
  it('line up whatever alphabet is in them', async () => {
    const rows = [
      { name: 'n01', comment: '機架' },
      { name: 'é́n2', comment: '✅ ok' },
    ];
    expect(await formatRows(rows, 'table')).toBe('NAME  COMMENT\nn01   機架\né́n2   ✅ ok\n');
  });

  it('join lists and mappings, and leave out what is not there', async () => {
    const rows = [{ name: 'a', imageName: undefined, list: [1, 'b'], map: { x: 1, y: [2] }, on: true, none: null }];
    expect(await formatRows(rows, 'table')).toBe(
      'NAME  IMAGE NAME  LIST  MAP      ON    NONE\na                 1,b   x=1 y=2  true\n',
    );
  });

  it('repeat what occurs twice in YAML, where anchors would puzzle people and some parsers', async () => {
    const list = ['a'];
    expect(await formatRows([{ x: list, y: list }], 'yaml')).toBe('- x:\n    - a\n  y:\n    - a\n');
  });

  it('have the columns of all rows', async () => {
    expect(await formatRows([{ a: 1 }, { b: 2 }], 'table')).toBe('A  B\n1\n   2\n');
    expect(await formatRows([], 'table')).toBe('');
  });

  it('never pass control characters to the terminal', async () => {
    expect(printable('a\u001b[2Jb\nc\u009b')).toBe('a [2Jb c ');
    expect(await formatRows([{ a: 'x\u001b[31m' }], 'table')).toBe('A\nx [31m\n');
  });

  it('have bold headings on a terminal only, and not with NO_COLOR', () => {
    expect(headingStyle(fakeIo({ columns: 80 }))('A')).toBe('\u001b[1mA\u001b[22m');
    expect(headingStyle(fakeIo({ columns: 80, env: { NO_COLOR: '1' } }))('A')).toBe('A');
    expect(headingStyle(fakeIo())('A')).toBe('A');
  });
});

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['👩‍👩‍👧', 2],
    ['', 0],
  ])('of %s is %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('formats for programs', () => {
  it('are JSON and YAML of the whole records', async () => {
    const rows = [{ name: 'a', list: ['x'] }];
    expect(JSON.parse(await formatRows(rows, 'json'))).toEqual(rows);
    expect(await formatRows(rows, 'yaml')).toBe('- name: a\n  list:\n    - x\n');
    expect(await formatRows([], 'json')).toBe('[]\n');
  });
});

describe('progress', () => {
  /** A clock that is set by hand. */
  const clock = () => {
    const time = { ms: 0, now: () => time.ms };
    return time;
  };

  it('is a line for each new step where there is no terminal', () => {
    const io = fakeIo();
    const progress = createProgress(io.stderr);
    progress.step('copy', 1, 10);
    progress.step('copy', 2, 10);
    progress.step('compress');
    progress.end();
    expect(io.err()).toBe('copy\ncompress\n');
  });

  it('is no flood of lines where there is no terminal, whatever the number of reports', () => {
    const io = fakeIo();
    const time = clock();
    const progress = createProgress(io.stderr, time.now);
    for (time.ms = 0; time.ms <= 25_000; time.ms += 10) progress.step('copy', time.ms * 1000, 50_000_000, 'bytes');
    progress.end();
    expect(io.err()).toBe('copy\ncopy   20%  1.0 MB/s  0:40 left\ncopy   40%  1.0 MB/s  0:30 left\n');
  });

  it('is one line that is drawn over on a terminal, and taken off at the end', () => {
    const io = fakeIo({ columns: 40 });
    const progress = createProgress(io.stderr);
    progress.step('copying files', 1, 2);
    progress.step('a step with quite a long description, longer than the screen');
    progress.end();
    progress.end();
    const [, first, second, last] = io.err().split('\r\u001b[K');
    expect(first).toBe('[############............]   50%  copyi');
    expect(second).toBe('a step with quite a long description, l');
    expect(last).toBe('');
  });

  it('has a rate of bytes, and how long it goes on, once that can be told', () => {
    const io = fakeIo({ columns: 100 });
    const time = clock();
    const progress = createProgress(io.stderr, time.now);
    progress.step('pack', 1_000_000, 101_000_000, 'bytes');
    time.ms = 1000;
    progress.step('pack', 2_000_000, 101_000_000, 'bytes');
    time.ms = 5000;
    progress.step('pack', 26_000_000, 101_000_000, 'bytes');
    progress.step('count', 0, 10);
    time.ms = 8000;
    progress.step('count', 3, 10);
    progress.end();
    const shown = io
      .err()
      .split('\r\u001b[K')
      .filter((line) => line !== '');
    expect(shown.map((line) => line.replace(/^\[.*\] +/, ''))).toEqual([
      '0%  pack',
      '1%  pack',
      '25%  5.0 MB/s  0:15 left  pack',
      '0%  count',
      '30%  0:07 left  count',
    ]);
  });

  it('is not drawn more often than anybody can read', () => {
    const io = fakeIo({ columns: 80 });
    const time = clock();
    const progress = createProgress(io.stderr, time.now);
    for (time.ms = 0; time.ms < 1000; time.ms += 1) progress.step('copy', time.ms, 1000);
    progress.end();
    expect(io.err().split('\r').length).toBeLessThan(15);
  });
});
